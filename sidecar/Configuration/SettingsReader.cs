using System.Text.Json;

namespace FvmCompute.Sidecar.Configuration;

/// <summary>One resolved setting and where its value comes from: <c>default</c>, <c>file …</c>, <c>environment …</c> or <c>flag</c>.</summary>
public sealed record SettingValue(SettingKey Key, string[] Values, string Source)
{
    public string Text => Key.IsList ? string.Join(Path.PathSeparator, Values) : Values[0];
}

/// <summary>Merges the four layers, each over the one before it: defaults, file, environment, flags.</summary>
public static class SettingsReader
{
    /// <summary>File used when no <c>--config</c> is given and it exists: <c>fvmcompute.json</c> in the working folder.</summary>
    public const string DefaultFileName = "fvmcompute.json";

    /// <param name="configFile">Path of a JSON object of settings; null: <see cref="DefaultFileName"/> if it is there.</param>
    /// <param name="flags">Values given on the command line by key name.</param>
    /// <param name="environment">Looks up an environment variable.</param>
    public static IReadOnlyDictionary<string, SettingValue> Read(
        string? configFile, IReadOnlyDictionary<string, string[]> flags, Func<string, string?> environment)
    {
        Dictionary<string, SettingValue> values = [];
        foreach (SettingKey key in SettingKey.All)
        {
            values[key.Name] = new SettingValue(key, key.IsList && key.Default.Length == 0 ? [] : [key.Default], "default");
        }

        configFile ??= environment("FVMCOMPUTE_CONFIG") ?? (File.Exists(DefaultFileName) ? DefaultFileName : null);
        if (configFile is not null) { ReadFile(configFile, values); }
        ReadEnvironment(environment, values);
        foreach ((string name, string[] given) in flags)
        {
            SettingKey key = Known(name, "flag");
            if (given.Length > 1 && !key.IsList) { throw new ConfigurationException($"--{name} was given {given.Length} times; it takes one value"); }
            values[name] = new SettingValue(key, given, "flag");
        }

        return values;
    }

    private static void ReadEnvironment(Func<string, string?> environment, Dictionary<string, SettingValue> values)
    {
        foreach (SettingKey key in SettingKey.All)
        {
            if (environment(key.EnvironmentName) is { Length: > 0 } text)
            {
                string[] parts = key.IsList ? text.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries) : [text];
                values[key.Name] = new SettingValue(key, parts, $"environment {key.EnvironmentName}");
            }
        }
    }

    private static void ReadFile(string path, Dictionary<string, SettingValue> values)
    {
        string source = $"file {path}";
        using JsonDocument document = Parse(path);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw new ConfigurationException($"{path} must hold one JSON object of settings, not {document.RootElement.ValueKind}");
        }

        foreach (JsonProperty property in document.RootElement.EnumerateObject())
        {
            SettingKey key = Known(property.Name, source);
            values[key.Name] = new SettingValue(key, ReadValue(key, property.Value, source), source);
        }
    }

    private static JsonDocument Parse(string path)
    {
        try
        {
            return JsonDocument.Parse(
                File.ReadAllBytes(path), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        }
        catch (JsonException error)
        {
            throw new ConfigurationException($"{path} is not valid JSON: {error.Message}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"the configuration file {path} cannot be read: {error.Message}");
        }
    }

    private static string[] ReadValue(SettingKey key, JsonElement value, string source)
    {
        if (key.IsList && value.ValueKind == JsonValueKind.Array)
        {
            return [.. value.EnumerateArray().Select(item => Scalar(key, item, source))];
        }

        return [Scalar(key, value, source)];
    }

    private static string Scalar(SettingKey key, JsonElement value, string source) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => throw new ConfigurationException($"{key.Name} in {source} must be a string, a number or a boolean, not {value.ValueKind}"),
    };

    private static SettingKey Known(string name, string source) => SettingKey.Find(name)
        ?? throw new ConfigurationException($"unknown setting '{name}' in {source}; did you mean '{SettingKey.Nearest(name).Name}'?");
}
