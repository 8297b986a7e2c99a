namespace FvmCompute.Vm.Wasm.Decoding;

/// <summary>One instruction with its immediates; what each field means depends on <see cref="Opcode"/>.</summary>
internal struct Instruction
{
    public Opcode Opcode;

    /// <summary>Offset of the opcode in the module.</summary>
    public int Offset;

    /// <summary>Label, local, global, function, type, table or segment index; alignment of a memory access; number of <c>br_table</c> targets.</summary>
    public uint Index;

    /// <summary>Second index; offset of a memory access; the default label of <c>br_table</c>.</summary>
    public uint Second;

    /// <summary>A constant's bits (i32 sign-extended); a block type as s33; the type of <c>ref.null</c> and typed <c>select</c>.</summary>
    public long Bits;

    /// <summary>Where the targets of <c>br_table</c> start.</summary>
    public int TargetsOffset;
}
