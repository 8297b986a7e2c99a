using FvmCompute.Filecoin.Addresses;
using FvmCompute.Filecoin.Cbor;
using FvmCompute.Filecoin.Numbers;
using FvmCompute.Verifier.Wire;

namespace FvmCompute.Sidecar.Settlement;

/// <summary>Parameters of a market, fixed by its constructor. Epochs, attoFIL, and 1/10,000 of the price.</summary>
public sealed record MarketParams(string Chain, ulong ChallengeDelay, ulong Grace, ulong MaxDuration, TokenAmount MinBond, ulong CollateralBasisPoints)
{
    /// <summary>What the embedded chain uses, as actors/compute-market/INTERFACE.md suggests.</summary>
    public static MarketParams Suggested(string chain) => new(chain, 2, 20, 518400, TokenAmount.FromFil(1), 1000);

    public void WriteFields(ref CborWriter writer)
    {
        writer.WriteText(Chain);
        writer.WriteUInt64(ChallengeDelay);
        writer.WriteUInt64(Grace);
        writer.WriteUInt64(MaxDuration);
        MinBond.Write(ref writer);
        writer.WriteUInt64(CollateralBasisPoints);
    }
}

public enum MarketJobStatus : ulong
{
    Open = 0,
    Accepted = 1,
    Settled = 2,
    Cancelled = 3,
    Expired = 4,
}

/// <summary>A job as the market's state holds it.</summary>
public sealed record MarketJob(
    MarketJobStatus Status, MarketPlan Plan, ulong Client, ulong? Provider, TokenAmount Escrow, TokenAmount Price, TokenAmount Collateral,
    long Deadline, long Posted, long? Accepted, long? Ended, byte[]? Attestation)
{
    public static MarketJob Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new CborReader(bytes);
        reader.ReadTupleStart(12);
        ulong status = reader.ReadUInt64();
        if (status > (ulong)MarketJobStatus.Expired) { throw reader.Refuse("job.status", $"job status {status} is not known"); }
        var job = new MarketJob(
            (MarketJobStatus)status, MarketPlan.Read(ref reader), reader.ReadUInt64(), OptionalUInt64(ref reader),
            TokenAmount.ReadNonNegative(ref reader), TokenAmount.ReadNonNegative(ref reader), TokenAmount.ReadNonNegative(ref reader),
            reader.ReadInt64(), reader.ReadInt64(), OptionalInt64(ref reader), OptionalInt64(ref reader),
            reader.TakeNull() ? null : reader.ReadBytes(32).ToArray());
        reader.ReadEnd();
        return job;
    }

    private static ulong? OptionalUInt64(ref CborReader reader) => reader.TakeNull() ? null : reader.ReadUInt64();

    private static long? OptionalInt64(ref CborReader reader) => reader.TakeNull() ? null : reader.ReadInt64();
}

/// <summary>A provider as the market's state holds it.</summary>
public sealed record MarketProvider(Address Key, TokenAmount Bond, TokenAmount Locked, ulong ActiveJobs)
{
    public static MarketProvider Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new CborReader(bytes);
        reader.ReadTupleStart(4);
        var provider = new MarketProvider(
            Address.Decode(reader.ReadBytes(Address.MaxLength)), TokenAmount.ReadNonNegative(ref reader), TokenAmount.ReadNonNegative(ref reader),
            reader.ReadUInt64());
        reader.ReadEnd();
        return provider;
    }
}

/// <summary>The challenge that the market drew for an accepted job.</summary>
public sealed record MarketChallenge(long Epoch, byte[] Seed, ulong[] LeafIndexes)
{
    public static MarketChallenge Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new CborReader(bytes);
        reader.ReadTupleStart(3);
        long epoch = reader.ReadInt64();
        byte[] seed = reader.ReadBytes(32).ToArray();
        ulong[] indexes = new ulong[reader.ReadListStart()];
        for (int i = 0; i < indexes.Length; i++) { indexes[i] = reader.ReadUInt64(); }
        reader.ReadEnd();
        return new MarketChallenge(epoch, seed, indexes);
    }
}

/// <summary>How far the proof of a job has come on chain.</summary>
/// <param name="Continuation">Hash of what is left to open.</param>
/// <param name="Attestation">Digest in the CID of the attestation that came with the core.</param>
public sealed record MarketProgress(Digest Continuation, Digest Attestation)
{
    public static MarketProgress Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new CborReader(bytes);
        reader.ReadTupleStart(2);
        var progress = new MarketProgress(new Digest(reader.ReadBytes(Digest.Size)), new Digest(reader.ReadBytes(Digest.Size)));
        reader.ReadEnd();
        return progress;
    }
}

/// <summary>What Settle and the last ProofPart returned.</summary>
public sealed record MarketSettlement(TokenAmount Paid, TokenAmount Refunded)
{
    private const int AttestationCidBytes = 38;

    public static MarketSettlement Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new CborReader(bytes);
        MarketSettlement settlement = Read(ref reader);
        reader.ReadEnd();
        return settlement;
    }

    /// <summary>From the return of ProofPart, <c>[level, first, settlement or null]</c>.</summary>
    /// <returns>Null when openings are left.</returns>
    public static MarketSettlement? DecodePart(ReadOnlySpan<byte> bytes)
    {
        var reader = new CborReader(bytes);
        reader.ReadTupleStart(3);
        reader.ReadUInt64();
        reader.ReadUInt64();
        MarketSettlement? settlement = reader.TakeNull() ? null : Read(ref reader);
        reader.ReadEnd();
        return settlement;
    }

    private static MarketSettlement Read(ref CborReader reader)
    {
        reader.ReadTupleStart(3);
        var settlement = new MarketSettlement(TokenAmount.ReadNonNegative(ref reader), TokenAmount.ReadNonNegative(ref reader));
        reader.ReadBytes(AttestationCidBytes);
        return settlement;
    }
}
