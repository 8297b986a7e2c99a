using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FvmCompute.Sidecar.CommandLine;

/// <summary>Where a command writes: one JSON document with stable camelCase names, or text for people. Progress and errors go to standard error.</summary>
public sealed class Output(bool json, TextWriter standard, TextWriter error)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase), new BigIntegerConverter() },
    };

    public bool Json { get; } = json;

    public TextWriter Standard { get; } = standard;

    public TextWriter Error { get; } = error;

    /// <summary>True where a person watches standard error and wants to see progress.</summary>
    public bool ShowsProgress => !Json && !Console.IsErrorRedirected;

    /// <summary>Writes a command's result in the form that was asked for.</summary>
    /// <param name="value">What <c>--json</c> prints; property names are part of the interface.</param>
    public void Result<T>(T value, Action<T, TextWriter> text)
    {
        if (Json)
        {
            Standard.WriteLine(JsonSerializer.Serialize(value, Options));
        }
        else
        {
            text(value, Standard);
        }
    }

    /// <summary>One line of a running command, for people only.</summary>
    public void Say(string line)
    {
        if (!Json) { Standard.WriteLine(line); }
    }

    public void Failure(string message)
    {
        Error.WriteLine($"fvmcompute: {message}");
        if (Json) { Standard.WriteLine(JsonSerializer.Serialize(new { error = new { message } }, Options)); }
    }

    private sealed class BigIntegerConverter : JsonConverter<System.Numerics.BigInteger>
    {
        public override System.Numerics.BigInteger Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            System.Numerics.BigInteger.Parse(reader.GetString()!, System.Globalization.CultureInfo.InvariantCulture);

        public override void Write(Utf8JsonWriter writer, System.Numerics.BigInteger value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }
}
