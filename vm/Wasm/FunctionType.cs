namespace FvmCompute.Vm.Wasm;

/// <summary>Parameters and results of a function; compared by value.</summary>
public sealed class FunctionType(ValueType[] parameters, ValueType[] results) : IEquatable<FunctionType>
{
    private readonly ValueType[] _parameters = parameters;
    private readonly ValueType[] _results = results;

    public ReadOnlySpan<ValueType> Parameters => _parameters;

    public ReadOnlySpan<ValueType> Results => _results;

    internal ValueType[] ParameterArray => _parameters;

    internal ValueType[] ResultArray => _results;

    public bool Equals(FunctionType? other) =>
        other is not null && _parameters.AsSpan().SequenceEqual(other._parameters) && _results.AsSpan().SequenceEqual(other._results);

    public override bool Equals(object? obj) => Equals(obj as FunctionType);

    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (ValueType type in _parameters) { hash.Add(type); }
        hash.Add(0);
        foreach (ValueType type in _results) { hash.Add(type); }
        return hash.ToHashCode();
    }

    /// <summary>The text form, for instance <c>(i32, i64) -> (i32)</c>.</summary>
    public override string ToString() => $"({Join(_parameters)}) -> ({Join(_results)})";

    private static string Join(ValueType[] types) => string.Join(", ", types.Select(type => type.ToString().ToLowerInvariant()));
}
