using System.Text.Json;
using FvmCompute.Vm.Wasm;

namespace FvmCompute.Vm.Tests.Wasm.Spec;

/// <summary>What running a script gave: numbers of commands, and what went wrong.</summary>
internal sealed class SpecResult
{
    /// <summary>Assertions and actions that held.</summary>
    public int Passed;

    /// <summary><c>assert_malformed</c> of module text: a matter of wabt's parser, not of an engine.</summary>
    public int SkippedText;

    /// <summary>Commands that need a module which the features do not admit.</summary>
    public int Excluded;

    public List<string> Failures { get; } = [];
}

/// <summary>A module uses a feature that is off; what needs it is excluded, and counted.</summary>
internal sealed class ModuleNotAdmittedException : Exception;

/// <summary>Runs the commands of one script.</summary>
internal sealed class SpecRunner(string folder, ModuleOptions options)
{
    public static readonly MemoryLimiter Limiter = new(maxMemoryBytes: 4L << 30, maxTableElements: 10_000_000);

    private readonly SpecImports _imports = new();
    private readonly Dictionary<string, WasmInstance> _named = [];
    private readonly SpecResult _result = new();
    private WasmInstance? _current;

    public SpecResult Run(IEnumerable<JsonElement> commands)
    {
        foreach (JsonElement command in commands)
        {
            string? failure = RunGuarded(command);
            if (failure is not null) { _result.Failures.Add($"line {command.GetProperty("line")} {command.GetProperty("type")}: {failure}"); }
        }

        return _result;
    }

    private string? RunGuarded(JsonElement command)
    {
        try
        {
            return Run(command);
        }
        catch (ModuleNotAdmittedException)
        {
            _result.Excluded++;
            return null;
        }
        catch (Exception exception)
        {
            return exception.ToString();
        }
    }

    private string? Run(JsonElement command)
    {
        switch (command.GetProperty("type").GetString())
        {
            case "module": return Instantiate(command);
            case "register":
                _imports.Register(command.GetProperty("as").GetString()!, Named(command, "name"));
                return null;
            case "action": return Count(Act(command.GetProperty("action"), out _, out _) is { IsReturn: false } outcome ? outcome.ToString() : null);
            case "assert_return": return Count(AssertReturn(command));
            case "assert_trap" or "assert_exhaustion": return Count(AssertTrap(command));
            case "assert_invalid": return AssertLoadError(command, WasmModuleError.Invalid);
            case "assert_malformed": return AssertLoadError(command, WasmModuleError.Malformed);
            case "assert_unlinkable": return Count(AssertUnlinkable(command));
            case "assert_uninstantiable": return Count(AssertUninstantiable(command));
            default: return "unknown command";
        }
    }

    private string? Count(string? failure)
    {
        if (failure is null) { _result.Passed++; }
        return failure;
    }

    private WasmModule LoadModule(JsonElement command) =>
        WasmModule.Load(File.ReadAllBytes(Path.Combine(folder, command.GetProperty("filename").GetString()!)), options);

    /// <summary>Loads a module that is valid with all features; with fewer it may have to be refused.</summary>
    private WasmModule LoadAdmitted(JsonElement command)
    {
        byte[] bytes = File.ReadAllBytes(Path.Combine(folder, command.GetProperty("filename").GetString()!));
        if (WasmModule.TryLoad(bytes, options, out WasmModule? module, out WasmModuleException? error)) { return module; }
        WasmModule.Load(bytes, ModuleOptions.Unmetered);
        throw options.Features == WasmFeatures.All ? error : new ModuleNotAdmittedException();
    }

    /// <summary>Makes an instance with more gas than any script burns.</summary>
    private WasmInstance MakeInstance(WasmModule module) => new(module, _imports, Limiter) { GasCounter = long.MaxValue / 2 };

    private string? Instantiate(JsonElement command)
    {
        _current = null;
        if (command.TryGetProperty("name", out JsonElement name)) { _named.Remove(name.GetString()!); }
        WasmInstance instance = MakeInstance(LoadAdmitted(command));
        InvokeOutcome outcome = instance.Initialize();
        if (!outcome.IsReturn) { return outcome.ToString(); }
        _current = instance;
        if (name.ValueKind != JsonValueKind.Undefined) { _named[name.GetString()!] = instance; }
        return null;
    }

    private WasmInstance Named(JsonElement element, string property) =>
        (element.TryGetProperty(property, out JsonElement name) ? _named.GetValueOrDefault(name.GetString()!) : _current) ?? throw new ModuleNotAdmittedException();

    private InvokeOutcome Act(JsonElement action, out FunctionType type, out long[] results)
    {
        WasmInstance instance = Named(action, "module");
        string field = action.GetProperty("field").GetString()!;
        if (action.GetProperty("type").GetString() == "get")
        {
            var global = (WasmGlobal)instance.Export(field)!;
            (type, results) = (new FunctionType([], [global.Type]), [global.Bits]);
            return default;
        }

        type = ((WasmFunction)instance.Export(field)!).Type;
        results = new long[type.Results.Length];
        long[] args = [.. action.GetProperty("args").EnumerateArray().Select(SpecValue.Parse)];
        return instance.Invoke(field, args, results);
    }

    private string? AssertReturn(JsonElement command)
    {
        InvokeOutcome outcome = Act(command.GetProperty("action"), out FunctionType type, out long[] results);
        if (!outcome.IsReturn) { return outcome.ToString(); }
        JsonElement[] expected = [.. command.GetProperty("expected").EnumerateArray()];
        if (expected.Length != results.Length) { return $"{results.Length} results instead of {expected.Length}"; }
        for (int i = 0; i < results.Length; i++)
        {
            if (!SpecValue.Matches(expected[i], type.Results[i], results[i])) { return $"result {results[i]:x} of {type.Results[i]} instead of {expected[i]}"; }
        }

        return null;
    }

    private string? AssertTrap(JsonElement command)
    {
        InvokeOutcome outcome = Act(command.GetProperty("action"), out _, out _);
        return CheckTrap(outcome, command.GetProperty("text").GetString()!);
    }

    private static string? CheckTrap(InvokeOutcome outcome, string expected)
    {
        if (outcome.Result != InvokeResult.Trapped) { return $"{outcome} instead of the trap \"{expected}\""; }
        string text = SpecValue.TrapText(outcome.Trap);
        return expected.StartsWith(text, StringComparison.Ordinal) ? null : $"trap \"{text}\" instead of \"{expected}\"";
    }

    private string? AssertLoadError(JsonElement command, WasmModuleError expected)
    {
        if (command.GetProperty("module_type").GetString() == "text")
        {
            _result.SkippedText++;
            return null;
        }

        try
        {
            LoadModule(command);
            return Count($"accepted, but {command.GetProperty("text")}");
        }
        catch (WasmModuleException) when (options.Features != WasmFeatures.All)
        {
            return Count(null);
        }
        catch (WasmModuleException exception)
        {
            return Count(exception.Error == expected ? null : $"{exception.Error} \"{exception.Message}\" instead of \"{command.GetProperty("text")}\"");
        }
    }

    private string? AssertUnlinkable(JsonElement command)
    {
        WasmModule module = LoadAdmitted(command);
        try
        {
            _ = new WasmInstance(module, _imports, Limiter);
            return "linked";
        }
        catch (WasmLinkException exception)
        {
            return exception.Message.StartsWith(command.GetProperty("text").GetString()!, StringComparison.Ordinal) ? null : exception.Message;
        }
    }

    private string? AssertUninstantiable(JsonElement command)
    {
        WasmInstance instance = MakeInstance(LoadAdmitted(command));
        return CheckTrap(instance.Initialize(), command.GetProperty("text").GetString()!);
    }
}
