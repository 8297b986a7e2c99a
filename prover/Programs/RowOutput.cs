using FvmCompute.Primitives.Fields;

namespace FvmCompute.Prover.Programs;

/// <summary>A linear combination of nodes: constant + Σ coefficient·node.</summary>
internal sealed record RowOutput(Ext2 Constant, IReadOnlyList<(uint Node, Ext2 Coefficient)> Terms);
