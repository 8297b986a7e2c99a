using System.Numerics;
using FvmCompute.Filecoin.Addresses;
using FvmCompute.Filecoin.Amt;
using FvmCompute.Filecoin.Blocks;
using FvmCompute.Filecoin.Cbor;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Hamt;
using FvmCompute.Filecoin.Numbers;

namespace FvmCompute.Vm.Tests.Actors.Market;

/// <summary>A job's record, as far as tests look at it.</summary>
internal sealed record JobRecord(ulong Id, ulong Status, ulong? Provider, BigInteger Escrow, long? Accepted);

/// <summary>A provider's record.</summary>
internal sealed record ProviderRecord(ulong Id, Address Key, BigInteger Bond, BigInteger Locked, ulong Active);

/// <summary>The market's state read from outside, with the readers of <c>filecoin/</c>: the actor's own maps must be the network's.</summary>
internal sealed record MarketState(ulong NextJob, IReadOnlyList<JobRecord> Jobs, IReadOnlyList<ProviderRecord> Providers, IReadOnlyDictionary<ulong, BigInteger> Credits)
{
    private const int Accepted = 1;

    /// <summary>What the market's balance must be: escrows of live jobs, bonds, credits.</summary>
    public BigInteger Owed => Sum(Jobs.Where(job => job.Status <= Accepted).Select(job => job.Escrow)) + Sum(Providers.Select(provider => provider.Bond)) + Sum(Credits.Values);

    public static MarketState Read(MarketWorld world)
    {
        MemoryBlockstore store = world.Chain.Store;
        CborReader reader = new(store.Get(world.Chain.State.GetActor(world.Market)!.State).Span);
        reader.ReadTupleStart(7);
        Assert.Equal(2UL, reader.ReadUInt64());
        Assert.Equal(MarketParameters.Default.Encode(), reader.SkipValue().ToArray());
        ulong nextJob = reader.ReadUInt64();
        (Cid jobs, Cid providers, Cid credits) = (reader.ReadLink(), reader.ReadLink(), reader.ReadLink());
        reader.ReadLink();
        reader.ReadEnd();
        return new MarketState(
            nextJob,
            [.. AmtArray.Load(store, jobs).Entries().Select(entry => ReadJob(entry.Key, entry.Value.Span))],
            [.. HamtMap.Load(store, providers).Entries().Select(entry => ReadProvider(IdOf(entry.Key), entry.Value.Span))],
            HamtMap.Load(store, credits).Entries().ToDictionary(entry => IdOf(entry.Key), entry => ReadAmount(entry.Value.Span)));
    }

    private static JobRecord ReadJob(ulong id, ReadOnlySpan<byte> record)
    {
        CborReader reader = new(record);
        reader.ReadTupleStart(12);
        ulong status = reader.ReadUInt64();
        reader.SkipValue();
        reader.ReadUInt64();
        ulong? provider = reader.TakeNull() ? null : reader.ReadUInt64();
        BigInteger escrow = TokenAmount.ReadNonNegative(ref reader).Atto;
        for (int skipped = 0; skipped < 4; skipped++) { reader.SkipValue(); }

        long? accepted = reader.TakeNull() ? null : reader.ReadInt64();
        return new JobRecord(id, status, provider, escrow, accepted);
    }

    private static ProviderRecord ReadProvider(ulong id, ReadOnlySpan<byte> record)
    {
        CborReader reader = new(record);
        reader.ReadTupleStart(4);
        Address key = Address.Decode(reader.ReadBytes());
        BigInteger bond = TokenAmount.ReadNonNegative(ref reader).Atto;
        BigInteger locked = TokenAmount.ReadNonNegative(ref reader).Atto;
        ulong active = reader.ReadUInt64();
        reader.ReadEnd();
        return new ProviderRecord(id, key, bond, locked, active);
    }

    private static BigInteger ReadAmount(ReadOnlySpan<byte> value)
    {
        CborReader reader = new(value);
        return TokenAmount.ReadNonNegative(ref reader).Atto;
    }

    private static ulong IdOf(ReadOnlyMemory<byte> key)
    {
        Assert.True(Address.Decode(key.Span).TryGetId(out ulong id));
        return id;
    }

    private static BigInteger Sum(IEnumerable<BigInteger> amounts) => amounts.Aggregate(BigInteger.Zero, BigInteger.Add);
}
