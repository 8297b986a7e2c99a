using FvmCompute.Primitives.Fields;

namespace FvmCompute.Kernels.Prover.Programs;

/// <summary>A register: its first plane, and whether it holds elements of K (two planes, A then B).</summary>
public readonly record struct RowRegister(int Plane, bool IsExt);

/// <summary>A register that changes from one evaluation point of a round to the next by a fixed step per row.</summary>
public readonly record struct RowInput(RowRegister Value, RowRegister Step);

/// <summary>
/// The arithmetic of a table as straight-line code over blocks of rows, compiled from its nodes: only what the outputs need, constants folded, registers
/// reused as soon as their last reader has run.
/// </summary>
public sealed class RowProgram
{
    /// <summary>Planes of one word per row.</summary>
    public required int Planes { get; init; }

    /// <summary>The opened columns at this row, at the next row, and then, where a node asks for it, the row number.</summary>
    public required RowInput[] Inputs { get; init; }

    /// <summary>Whether the last input is the row number.</summary>
    public required bool HasRowIndex { get; init; }

    /// <summary>Registers to be filled before the first block, the same value in every row.</summary>
    public required (RowRegister Register, Ext2 Value)[] Constants { get; init; }

    public required RowInstruction[] Code { get; init; }

    /// <summary>What <see cref="RowOperation.Collect"/> multiplies with.</summary>
    public required Ext2[] Coefficients { get; init; }

    /// <summary>Where the outputs appear, always in K, and what they start from.</summary>
    public required (RowRegister Register, Ext2 Constant)[] Outputs { get; init; }
}
