using FvmCompute.Sidecar.Roots;

namespace FvmCompute.Sidecar.Tests.Roots;

public sealed class FileRootsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FileRoots _roots;

    public FileRootsTests()
    {
        Directory.CreateDirectory(_folder["root/inner"]);
        Directory.CreateDirectory(_folder["root-of-another"]);
        File.WriteAllText(_folder["root/inner/piece"], "data");
        File.WriteAllText(_folder["secret"], "secret");
        File.WriteAllText(_folder["root-of-another/piece"], "foreign");
        File.CreateSymbolicLink(_folder["root/out"], _folder["secret"]);
        File.CreateSymbolicLink(_folder["root/within"], _folder["root/inner/piece"]);
        Directory.CreateSymbolicLink(_folder["root/folder-out"], _folder["root-of-another"]);
        _roots = new FileRoots("piece-roots", [_folder["root"]]);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("inner/piece")]
    [InlineData("within")]
    [InlineData("inner/../inner/piece")]
    public void Open_BelowTheRoot_Reads(string path)
    {
        using FileStream stream = _roots.Open(path);
        Assert.Equal(4, stream.Length);
        using FileStream absolute = _roots.Open(Path.Combine(_folder["root"], path));
        Assert.Equal(4, absolute.Length);
    }

    [Theory]
    [InlineData("out")]
    [InlineData("folder-out/piece")]
    [InlineData("../secret")]
    [InlineData("../root-of-another/piece")]
    [InlineData("inner")]
    [InlineData("missing")]
    [InlineData("/etc/passwd")]
    [InlineData("/dev/zero")]
    public void Open_OutsideOrNoFile_IsRefused(string path) => Assert.Throws<RootAccessException>(() => _roots.Open(path).Dispose());

    [Fact]
    public void EnumerateFiles_Links_AreNotFollowed() => Assert.Equal([_folder["root/inner/piece"]], _roots.EnumerateFiles());

    /// <summary>Nobody writes to the pipe: whoever opens it as a file waits for ever.</summary>
    [Fact]
    public async Task Open_NamedPipe_IsRefusedWithoutWaiting()
    {
        Assert.Equal(0, (await ChildProcess.RunAsync("mkfifo", _folder["root/pipe"])).ExitCode);
        RootAccessException refused = Assert.Throws<RootAccessException>(() => _roots.Open("pipe"));
        Assert.Contains("is not a readable regular file", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_RootThatIsALink_UsesItsTarget()
    {
        Directory.CreateSymbolicLink(_folder["alias"], _folder["root"]);
        using FileStream stream = new FileRoots("piece-roots", [_folder["alias"]]).Open(_folder["root/inner/piece"]);
        Assert.Equal(4, stream.Length);
    }

    [Fact]
    public void Constructor_MissingRoot_IsAnError() => Assert.Throws<RootAccessException>(() => new FileRoots("piece-roots", [_folder["none"]]));
}
