using FvmCompute.Primitives.Fields;

namespace FvmCompute.Sidecar.CommandLine.Proofs;

/// <summary>An element of F as people read it: itself, and as the signed integer it stands for where that differs (proof-system.md §2).</summary>
internal readonly record struct FieldValue(ulong Element)
{
    public long Signed => Goldilocks.ToSigned(Element);

    /// <inheritdoc/>
    public override string ToString() => Signed < 0 ? $"{Element} (signed: {Signed})" : $"{Element}";
}
