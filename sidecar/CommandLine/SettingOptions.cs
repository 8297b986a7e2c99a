using System.CommandLine;
using FvmCompute.Sidecar.Configuration;

namespace FvmCompute.Sidecar.CommandLine;

/// <summary>Configuration keys as flags of a command, and <c>--config</c>.</summary>
public sealed class SettingOptions
{
    private readonly Option<string?> _config = new("--config") { Description = $"JSON file of settings (default: {SettingsReader.DefaultFileName} in the working folder, if it is there)", HelpName = "file" };
    private readonly Dictionary<string, Option<string[]>> _options = [];

    /// <param name="names">Keys that the command takes; none: all.</param>
    public SettingOptions(Command command, params string[] names)
    {
        command.Options.Add(_config);
        foreach (SettingKey key in SettingKey.All.Where(key => names.Length == 0 || names.Contains(key.Name)))
        {
            var option = new Option<string[]>("--" + key.Name)
            {
                Description = key.Default.Length > 0 ? $"{key.Description} (default: {key.Default})" : key.Description,
                HelpName = "value",
                Arity = key.IsList ? ArgumentArity.OneOrMore : key.Default is "true" or "false" ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne,
            };
            _options[key.Name] = option;
            command.Options.Add(option);
        }
    }

    /// <summary>The merged settings; <paramref name="overrides"/> are defaults of the command, under file, environment and flags.</summary>
    /// <exception cref="ConfigurationException">A value is out of range or a key is unknown.</exception>
    public Settings Read(ParseResult result, IReadOnlyDictionary<string, string>? overrides = null)
    {
        Dictionary<string, string[]> flags = [];
        foreach ((string name, Option<string[]> option) in _options)
        {
            if (result.GetResult(option) is { Implicit: false })
            {
                string[] given = result.GetValue(option) ?? [];
                flags[name] = given.Length == 0 ? ["true"] : given;
            }
        }

        Dictionary<string, SettingValue> values = new(SettingsReader.Read(result.GetValue(_config), flags, Environment.GetEnvironmentVariable));
        foreach ((string name, string text) in overrides ?? new Dictionary<string, string>())
        {
            if (values[name].Source == "default") { values[name] = new SettingValue(values[name].Key, [text], "default of this command"); }
        }

        return new Settings(values);
    }
}
