using FvmCompute.Sidecar.Configuration;

namespace FvmCompute.Sidecar.Tests.Configuration;

public sealed class SettingsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_NothingGiven_DefaultsAreLoopbackOnly()
    {
        Settings settings = Read(new(), new());
        Assert.Equal("127.0.0.1:4712", settings.Listen.ToString());
        Assert.Equal("auto", settings.Device);
        Assert.Empty(settings.PieceRoots);
        Assert.All(settings.Values, value => Assert.Equal("default", value.Source));
    }

    [Fact]
    public void Read_EveryLayerGiven_LaterLayersWin()
    {
        string file = Write("""{ "device": "cpu", "threads": 2, "block-time-ms": 50, "piece-roots": ["/a", "/b"] }""");
        Settings settings = Read(
            new() { ["FVMCOMPUTE_THREADS"] = "3", ["FVMCOMPUTE_BLOCK_TIME_MS"] = "60" }, new() { ["block-time-ms"] = ["70"] }, file);

        Assert.Equal("cpu", settings.Device);
        Assert.Equal(3, settings.Threads);
        Assert.Equal(TimeSpan.FromMilliseconds(70), settings.BlockTime);
        Assert.Equal(["/a", "/b"], settings.PieceRoots);
        Dictionary<string, string> sources = settings.Values.ToDictionary(value => value.Key.Name, value => value.Source);
        Assert.Equal($"file {file}", sources["device"]);
        Assert.Equal("environment FVMCOMPUTE_THREADS", sources["threads"]);
        Assert.Equal("flag", sources["block-time-ms"]);
    }

    [Theory]
    [InlineData("""{ "devise": "cpu" }""", "did you mean 'device'")]
    [InlineData("""{ "piece-root": "/a" }""", "did you mean 'piece-roots'")]
    [InlineData("""{ "threads": -1 }""", "threads = '-1'")]
    [InlineData("""{ "threads": 1.5 }""", "from 0 to 1024")]
    [InlineData("""{ "threads": {} }""", "must be a string, a number or a boolean")]
    [InlineData("""{ "device-strict": "maybe" }""", "true or false")]
    [InlineData("""{ "listen": "0.0.0.0:4712" }""", "only loopback")]
    [InlineData("""{ "listen": "127.0.0.1" }""", "an IP address and a port")]
    [InlineData("""{ "http-listen": "192.0.2.1:80" }""", "loopback addresses only")]
    [InlineData("""{ "tls-certificate": "/no/such/file" }""", "no such file")]
    [InlineData("""{ "max-message-bytes": 1 }""", "from 65536")]
    [InlineData("""{ "log-level": "loud" }""", "allowed are")]
    [InlineData("""{ "bond": "-5" }""", "at least 0")]
    [InlineData("[1]", "one JSON object")]
    [InlineData("{", "not valid JSON")]
    public void Read_BadFile_NamesKeyValueAndRule(string content, string expected)
    {
        string file = Write(content);
        ConfigurationException error = Assert.Throws<ConfigurationException>(() => Read(new(), new(), file));
        Assert.Contains(expected, error.Message);
    }

    [Fact]
    public void Read_MissingFile_IsAnError() =>
        Assert.Contains("cannot be read", Assert.Throws<ConfigurationException>(() => Read(new(), new(), _folder["none.json"])).Message);

    private static Settings Read(Dictionary<string, string> environment, Dictionary<string, string[]> flags, string? file = null) =>
        new(SettingsReader.Read(file, flags, name => environment.GetValueOrDefault(name)));

    private string Write(string content)
    {
        File.WriteAllText(_folder["settings.json"], content);
        return _folder["settings.json"];
    }
}
