namespace FvmCompute.Kernels.Prover.Programs;

/// <summary>What an instruction does to blocks of rows. "Mixed" takes an element of K on the left and one of F on the right.</summary>
public enum RowOperation : byte
{
    /// <summary>F + F.</summary>
    Add,

    /// <summary>K + F.</summary>
    AddMixed,

    /// <summary>K + K.</summary>
    AddExt,

    /// <summary>F − F.</summary>
    Subtract,

    /// <summary>K − F.</summary>
    SubtractMixed,

    /// <summary>F − K.</summary>
    SubtractFromBase,

    /// <summary>K − K.</summary>
    SubtractExt,

    /// <summary>F · F.</summary>
    Multiply,

    /// <summary>K · F.</summary>
    MultiplyMixed,

    /// <summary>K · K.</summary>
    MultiplyExt,

    /// <summary>Output += coefficient · F; <see cref="RowInstruction.Right"/> is the number of the coefficient.</summary>
    Collect,

    /// <summary>Output += coefficient · K.</summary>
    CollectExt,
}

/// <summary>One step of a <see cref="RowProgram"/>. Operands and target are planes: a register of F is one, a register of K two.</summary>
public readonly record struct RowInstruction(RowOperation Operation, int Target, int Left, int Right);
