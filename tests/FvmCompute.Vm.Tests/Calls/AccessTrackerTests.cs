using FvmCompute.Vm.Calls;
using FvmCompute.Vm.Gas;
using FvmCompute.Vm.Machine;

namespace FvmCompute.Vm.Tests.Calls;

public sealed class AccessTrackerTests
{
    private const ulong Lookup = 500_000;
    private const ulong Update = 475_000;

    private readonly PriceList _prices = RuleSets.Newest.Prices;
    private readonly GasTracker _gas = new(GasAmount.FromGas(1_000_000_000));

    [Fact]
    public void Read_FirstTimeOnly_IsCharged()
    {
        AccessTracker accesses = new([]);

        Assert.Equal(Lookup, Read(accesses, 100));
        Assert.Equal(0UL, Read(accesses, 100));
        Assert.Equal(Update, Write(accesses, 100));
        Assert.Equal(0UL, Write(accesses, 100));
        Assert.Equal(0UL, Read(accesses, 100));
    }

    [Fact]
    public void Write_Untouched_PaysLookupAndUpdate() => Assert.Equal(Lookup + Update, Write(new AccessTracker([]), 100));

    [Fact]
    public void Preloaded_Actors_AreFree()
    {
        AccessTracker accesses = new(_prices.PreloadedActors);

        foreach (ulong id in new ulong[] { 0, 1, 2, 3, 4, 5, 6, 7, 10, 99 }) { Assert.Equal(0UL, Write(accesses, id)); }
        foreach (ulong id in new ulong[] { 8, 9, 11, 98, 100 }) { Assert.Equal(Lookup, Read(accesses, id)); }
    }

    [Fact]
    public void Revert_OfATransaction_ForgetsWhatItPaid()
    {
        AccessTracker accesses = new([]);
        Read(accesses, 1);
        accesses.BeginTransaction();
        Write(accesses, 1);
        Read(accesses, 2);
        accesses.EndTransaction(revert: true);

        Assert.Equal(0UL, Read(accesses, 1));
        Assert.Equal(Update, Write(accesses, 1));
        Assert.Equal(Lookup, Read(accesses, 2));
    }

    [Fact]
    public void Revert_OfTheOuterTransaction_ForgetsWhatTheInnerOneKept()
    {
        AccessTracker accesses = new([]);
        accesses.BeginTransaction();
        accesses.BeginTransaction();
        Write(accesses, 1);
        accesses.EndTransaction(revert: false);
        Assert.Equal(0UL, Write(accesses, 1));
        accesses.EndTransaction(revert: true);

        Assert.Equal(Lookup + Update, Write(accesses, 1));
    }

    private ulong Read(AccessTracker accesses, ulong actor)
    {
        GasAmount before = _gas.Used;
        accesses.ChargeRead(actor, _prices, _gas);
        accesses.MarkRead(actor);
        return (_gas.Used - before).Ceiling;
    }

    private ulong Write(AccessTracker accesses, ulong actor)
    {
        GasAmount before = _gas.Used;
        accesses.ChargeUpdate(actor, _prices, _gas);
        accesses.MarkUpdated(actor);
        return (_gas.Used - before).Ceiling;
    }
}
