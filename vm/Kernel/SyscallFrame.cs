using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using FvmCompute.Filecoin.Addresses;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Errors;

namespace FvmCompute.Vm.Kernel;

/// <summary>
/// One host call as the actor made it: its arguments, its memory, and room for the result. Arguments are numbered without the out-pointer. Everything in here is hostile; every
/// read is checked against the memory and fails with IllegalArgument. The result is copied to the actor only if the call succeeds, after the body wrote into its buffers.
/// </summary>
public readonly ref struct SyscallFrame(ActorKernel kernel, Span<byte> memory, ReadOnlySpan<long> arguments, Span<byte> result)
{
    /// <summary>Stands where a failed read leaves its address, and is never looked at.</summary>
    private static readonly Address Unread = Address.FromId(0);

    private readonly Span<byte> _memory = memory;
    private readonly ReadOnlySpan<long> _arguments = arguments;
    private readonly Span<byte> _result = result;

    public ActorKernel Kernel { get; } = kernel;

    public uint U32(int argument) => (uint)_arguments[argument];

    public ulong U64(int argument) => (ulong)_arguments[argument];

    public long I64(int argument) => _arguments[argument];

    /// <summary>The bytes at the pointer in <paramref name="argument"/>, whose length is in the argument after it.</summary>
    public SyscallResult Slice(int argument, out Span<byte> bytes) => Slice(U32(argument), U32(argument + 1), out bytes);

    public SyscallResult Slice(uint offset, ulong length, out Span<byte> bytes)
    {
        bytes = default;
        if (offset + length > (ulong)_memory.Length)
        {
            return SyscallResult.Fail(ErrorNumber.IllegalArgument, $"buffer of {length} bytes at {offset} is outside the {_memory.Length} bytes of memory");
        }

        bytes = _memory.Slice((int)offset, (int)length);
        return SyscallResult.Ok;
    }

    /// <summary>
    /// The CID at the pointer in <paramref name="argument"/>; its length is in itself, up to the end of memory.
    /// Succeeds with null for a CID the network can read but no block can have, see <see cref="CidView"/>.
    /// </summary>
    public SyscallResult ReadCid(int argument, out Cid? cid)
    {
        cid = null;
        uint offset = U32(argument);
        if (offset > (uint)_memory.Length || !CidView.TryRead(_memory[(int)offset..], out CidView view))
        {
            return SyscallResult.Fail(ErrorNumber.IllegalArgument, $"no CID at {offset} of {_memory.Length} bytes of memory");
        }

        cid = view.ToCid();
        return SyscallResult.Ok;
    }

    public SyscallResult ReadAddress(int argument, [NotNull] out Address? address)
    {
        address = Unread;
        SyscallResult slice = Slice(argument, out Span<byte> bytes);
        if (!slice) { return slice; }

        if (Address.TryDecode(bytes, out Address? read, out FormatError error))
        {
            address = read;
            return SyscallResult.Ok;
        }

        return SyscallResult.Fail(ErrorNumber.IllegalArgument, $"not an address: {error.Message}");
    }

    /// <summary>Checks an output buffer ahead, so that a call that cannot answer does no work and costs nothing more.</summary>
    public SyscallResult CheckBuffer(int argument) => Slice(argument, out _);

    /// <summary>Copies a CID into the buffer in <paramref name="argument"/> and returns its length.</summary>
    /// <param name="cid">Not null: what a kernel operation left after it succeeded.</param>
    public SyscallResult ReturnCid(int argument, Cid? cid) => ReturnBytes(argument, cid!.Bytes);

    /// <summary>Copies all of <paramref name="value"/> into the buffer in <paramref name="argument"/> and returns its length; BufferTooSmall where it does not fit.</summary>
    public SyscallResult ReturnBytes(int argument, ReadOnlySpan<byte> value)
    {
        SyscallResult slice = Slice(argument, out Span<byte> buffer);
        if (!slice) { return slice; }

        if (!value.TryCopyTo(buffer)) { return SyscallResult.Fail(ErrorNumber.BufferTooSmall, $"the buffer has {buffer.Length} bytes, {value.Length} are needed"); }

        return Return((uint)value.Length);
    }

    public SyscallResult Return(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_result, value);
        return SyscallResult.Ok;
    }

    public SyscallResult Return(int value) => Return((uint)value);

    public SyscallResult Return(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_result, value);
        return SyscallResult.Ok;
    }

    public SyscallResult Return(UInt128 value)
    {
        BinaryPrimitives.WriteUInt128LittleEndian(_result, value);
        return SyscallResult.Ok;
    }

    public SyscallResult Return(ReadOnlySpan<byte> value)
    {
        value.CopyTo(_result);
        return SyscallResult.Ok;
    }

    /// <summary>Writes the fields of a packed little-endian result one after another.</summary>
    public ResultWriter Write() => new(_result);
}

/// <summary>Fills the result of a host call field by field; the ABI's structures are packed and little-endian.</summary>
public ref struct ResultWriter(Span<byte> result)
{
    private Span<byte> _rest = result;

    public ResultWriter U32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_rest, value);
        return new ResultWriter(_rest[sizeof(uint)..]);
    }

    public ResultWriter U64(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_rest, value);
        return new ResultWriter(_rest[sizeof(ulong)..]);
    }

    public ResultWriter U128(UInt128 value)
    {
        BinaryPrimitives.WriteUInt128LittleEndian(_rest, value);
        return new ResultWriter(_rest[16..]);
    }

    /// <summary>The structure is complete: every byte of it has been written.</summary>
    public readonly SyscallResult Done() =>
        _rest.IsEmpty ? SyscallResult.Ok : throw new InvalidOperationException($"{_rest.Length} bytes of a host call's result were not written");
}
