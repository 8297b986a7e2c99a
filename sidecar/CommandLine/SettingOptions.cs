using System.CommandLine;
using FvmCompute.Sidecar.Configuration;

namespace FvmCompute.Sidecar.CommandLine;

/// <summary>Configuration keys as flags of a command, and <c>--config</c>.</summary>
public sealed class SettingOptions
{
    private readonly Option<string?> _config = new("--config")
    {
        Description = $"JSON file of settings (default: {SettingsReader.DefaultFileName} in the working folder, if it is there)",
        HelpName = "file",
    };

    private readonly Dictionary<string, Option> _options = [];

    /// <param name="names">Keys that the command takes; none: all.</param>
    public SettingOptions(Command command, params string[] names)
    {
        command.Options.Add(_config);
        foreach (SettingKey key in SettingKey.All.Where(key => names.Length == 0 || names.Contains(key.Name)))
        {
            Option option = key.Default is "true" or "false" ? new Option<bool>("--" + key.Name) : new Option<string[]>("--" + key.Name) { HelpName = "value" };
            option.Description = key.Default.Length > 0 ? $"{key.Description} (default: {key.Default})" : key.Description;
            _options[key.Name] = option;
            command.Options.Add(option);
        }
    }

    /// <summary>The merged settings.</summary>
    /// <param name="defaults">Defaults of the command, under file, environment and flags.</param>
    /// <param name="fixedValues">Values that the command needs, over everything.</param>
    /// <exception cref="ConfigurationException">A value is out of range or a key is unknown.</exception>
    public Settings Read(ParseResult result, IReadOnlyDictionary<string, string>? defaults = null, IReadOnlyDictionary<string, string>? fixedValues = null)
    {
        Dictionary<string, string[]> flags = [];
        foreach ((string name, Option option) in _options)
        {
            if (result.GetResult(option) is { Implicit: false }) { flags[name] = Given(result, option); }
        }

        Dictionary<string, SettingValue> values = new(SettingsReader.Read(result.GetValue(_config), flags, Environment.GetEnvironmentVariable));
        foreach ((string name, string text) in defaults ?? new Dictionary<string, string>())
        {
            if (values[name].Source == "default") { Set(name, text); }
        }

        foreach ((string name, string text) in fixedValues ?? new Dictionary<string, string>()) { Set(name, text); }
        return new Settings(values);

        void Set(string name, string text) => values[name] = new SettingValue(values[name].Key, [text], "this command");
    }

    private static string[] Given(ParseResult result, Option option) =>
        option is Option<bool> flag ? [result.GetValue(flag) ? "true" : "false"] : result.GetValue((Option<string[]>)option) ?? [];
}
