using FvmCompute.Filecoin.Cbor;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Errors;
using FvmCompute.Filecoin.Numbers;

namespace FvmCompute.Vm.Chain;

/// <summary>
/// One step of the chain and what came out of it, as the block <c>[version 1, epoch, parent, state root, messages, receipts, timestamp, base fee, gas
/// limits]</c>. Epochs between a tipset and its parent are null rounds.
/// </summary>
/// <param name="Parent">The tipset before; for the genesis (epoch 0) the block of <see cref="ChainParameters"/>.</param>
/// <param name="StateRoot">The state after the messages.</param>
/// <param name="Messages">Array (bit width 5) of links to signed messages, in order of execution.</param>
/// <param name="Receipts">Array (bit width 5) of their receipts.</param>
/// <param name="Timestamp">Seconds since 1970.</param>
/// <param name="BaseFee">What the messages paid, in attoFIL for each unit of gas.</param>
/// <param name="GasLimits">Sum of the messages' gas limits.</param>
public sealed record Tipset(
    long Epoch, Cid Parent, Cid StateRoot, Cid Messages, Cid Receipts, ulong Timestamp, TokenAmount BaseFee, ulong GasLimits)
{
    /// <summary>Bit width of the arrays that a tipset links to.</summary>
    public const int ArrayBitWidth = 5;

    private const ulong Version = 1;
    private const int FieldCount = 9;

    /// <summary>The CID of the tipset's block, worked out anew each time.</summary>
    public Cid Key => Cid.DagCbor(ToBytes());

    public bool IsGenesis => Epoch == 0;

    /// <summary>Whether it has no messages (each has a gas limit of 1 or more).</summary>
    public bool IsEmpty => GasLimits == 0;

    public byte[] ToBytes()
    {
        CborWriter writer = new(320);
        writer.WriteListStart(FieldCount);
        writer.WriteUInt64(Version);
        writer.WriteInt64(Epoch);
        writer.WriteLink(Parent);
        writer.WriteLink(StateRoot);
        writer.WriteLink(Messages);
        writer.WriteLink(Receipts);
        writer.WriteUInt64(Timestamp);
        BaseFee.Write(ref writer);
        writer.WriteUInt64(GasLimits);
        byte[] block = writer.ToArray();
        writer.Dispose();
        return block;
    }

    /// <summary>Throws <see cref="FilecoinFormatException"/> for anything that <see cref="ToBytes"/> does not make.</summary>
    public static Tipset Decode(ReadOnlySpan<byte> block)
    {
        CborReader reader = new(block);
        reader.ReadTupleStart(FieldCount);
        ulong version = reader.ReadUInt64();
        if (version != Version) { throw reader.Refuse("tipset.version", $"the tipset has version {version}, supported is {Version}"); }

        long epoch = reader.ReadInt64();
        if (epoch < 0) { throw reader.Refuse("tipset.epoch", $"the tipset's epoch is {epoch}; it must be 0 or more"); }

        Tipset tipset = new(
            epoch,
            Parent: reader.ReadLink(),
            StateRoot: reader.ReadLink(),
            Messages: reader.ReadLink(),
            Receipts: reader.ReadLink(),
            Timestamp: reader.ReadUInt64(),
            BaseFee: TokenAmount.ReadNonNegative(ref reader),
            GasLimits: reader.ReadUInt64());
        reader.ReadEnd();
        return tipset;
    }
}
