namespace FvmCompute.Filecoin.Errors;

/// <summary>
/// Why some bytes or text were refused. <see cref="Code"/> is a stable dotted name, one for each rule (<c>cid.version</c>, <c>cbor.map.order</c>,
/// <c>piececid.padding</c>); <see cref="Message"/> names the thing, the value found and the allowed range. The default value means no error.
/// </summary>
public readonly record struct FormatError(string Code, string Message)
{
    public bool IsNone => Code is null;

    public override string ToString() => IsNone ? "no error" : $"{Code}: {Message}";
}
