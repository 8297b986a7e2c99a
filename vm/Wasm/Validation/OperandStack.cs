using FvmCompute.Vm.Wasm.Decoding;

namespace FvmCompute.Vm.Wasm.Validation;

/// <summary>The typed operand stack and the control stack of the validation algorithm (specification, appendix "Validation Algorithm").</summary>
internal sealed class OperandStack
{
    /// <summary>The type of an operand that unreachable code pops from nothing.</summary>
    public const ValueType Any = 0;

    private ValueType[] _types = new ValueType[256];
    private Frame[] _frames = new Frame[32];

    /// <summary>A block being validated; <see cref="Labels"/> is what a branch to it carries.</summary>
    internal struct Frame
    {
        public Opcode Opcode;
        public BlockType Type;
        public int Height;
        public bool Unreachable;

        public readonly ValueType[] Labels => Opcode == Opcode.Loop ? Type.Parameters : Type.Results;
    }

    public int Height { get; private set; }

    public int Depth { get; private set; }

    /// <summary>The largest height since <see cref="Clear"/>.</summary>
    public int MaxHeight { get; private set; }

    public ref Frame Top => ref _frames[Depth - 1];

    public void Clear() => (Height, Depth, MaxHeight) = (0, 0, 0);

    /// <summary>The frame that <paramref name="label"/> names; label 0 is the innermost.</summary>
    public bool TryLabel(uint label, out Frame frame)
    {
        bool exists = label < (uint)Depth;
        frame = exists ? _frames[Depth - 1 - (int)label] : default;
        return exists;
    }

    public void Push(ValueType type)
    {
        if (Height == _types.Length) { Array.Resize(ref _types, Height * 2); }
        _types[Height++] = type;
        if (Height > MaxHeight) { MaxHeight = Height; }
    }

    public void Push(ValueType[] types)
    {
        foreach (ValueType type in types) { Push(type); }
    }

    /// <summary>Pops whatever is there; false when the block has nothing left.</summary>
    public bool TryPop(out ValueType type)
    {
        ref Frame top = ref Top;
        if (Height > top.Height)
        {
            type = _types[--Height];
            return true;
        }

        type = Any;
        return top.Unreachable;
    }

    public bool TryPop(ValueType expected) => TryPop(out ValueType type) && (type == expected || type == Any || expected == Any);

    public bool TryPop(ValueType[] expected)
    {
        for (int i = expected.Length - 1; i >= 0; i--)
        {
            if (!TryPop(expected[i])) { return false; }
        }

        return true;
    }

    public void PushFrame(Opcode opcode, BlockType type)
    {
        if (Depth == _frames.Length) { Array.Resize(ref _frames, Depth * 2); }
        _frames[Depth++] = new Frame { Opcode = opcode, Type = type, Height = Height };
        Push(type.Parameters);
    }

    /// <summary>Ends the innermost block: its results must be there, and nothing else.</summary>
    public bool TryPopFrame(out Frame frame)
    {
        frame = Top;
        if (!TryPop(frame.Type.Results) || Height != frame.Height) { return false; }
        Depth--;
        return true;
    }

    public void SetUnreachable()
    {
        ref Frame top = ref Top;
        Height = top.Height;
        top.Unreachable = true;
    }
}
