using FvmCompute.Vm.Gas;

namespace FvmCompute.Vm.Tests.Gas;

public sealed class GasTrackerTests
{
    [Fact]
    public void Charge_UpToTheLimit_IsAllowedAndOneMoreUsesUpEverything()
    {
        GasTracker gas = new(GasAmount.FromGas(20));

        gas.Charge(Charge(15_000));
        gas.Charge(Charge(5_000));
        Assert.Equal(GasAmount.Zero, gas.Available);

        OutOfGasException e = Assert.Throws<OutOfGasException>(() => gas.Charge(Charge(1)));
        Assert.Equal("test", e.Charge);
        Assert.Equal(gas.Limit, gas.Used);
    }

    [Fact]
    public void Charge_MoreThanIsLeft_LeavesNothing()
    {
        GasTracker gas = new(GasAmount.FromGas(20));
        gas.Charge(Charge(1_000));

        Assert.Throws<OutOfGasException>(() => gas.Charge(new GasCharge("huge", GasAmount.Max, GasAmount.Max)));

        Assert.Equal(GasAmount.FromGas(20), gas.Used);
    }

    [Fact]
    public void Limit_AboveWhatTheCounterHolds_IsCapped() =>
        Assert.Equal(long.MaxValue, (long)new GasTracker(GasAmount.Max).Limit.Milligas);

    [Fact]
    public void PushLimit_SmallerThanAvailable_CountsTowardsTheOuterLimitWhenPopped()
    {
        GasTracker gas = new(GasAmount.FromGas(100));
        gas.Charge(Charge(40_000));

        gas.PushLimit(GasAmount.FromGas(10));
        Assert.Equal(GasAmount.FromGas(10), gas.Available);
        Assert.Throws<OutOfGasException>(() => gas.Charge(Charge(10_001)));
        gas.PopLimit();

        Assert.Equal(GasAmount.FromGas(50), gas.Used);
        Assert.Equal(GasAmount.FromGas(50), gas.Available);
    }

    [Fact]
    public void PushLimit_LargerThanAvailable_LimitsToAvailable()
    {
        GasTracker gas = new(GasAmount.FromGas(100));
        gas.Charge(Charge(40_000));

        gas.PushLimit(GasAmount.FromGas(1_000));

        Assert.Equal(GasAmount.FromGas(60), gas.Limit);
        Assert.Equal(GasAmount.Zero, gas.Used);
    }

    [Fact]
    public void PushLimit_Nested_RestoresEachLimitInTurn()
    {
        GasTracker gas = new(GasAmount.FromGas(100));
        gas.PushLimit(GasAmount.FromGas(50));
        gas.Charge(Charge(5_000));
        gas.PushLimit(GasAmount.FromGas(20));
        gas.Charge(Charge(7_000));

        gas.PopLimit();
        Assert.Equal((GasAmount.FromGas(50), GasAmount.FromGas(12)), (gas.Limit, gas.Used));
        gas.PopLimit();
        Assert.Equal((GasAmount.FromGas(100), GasAmount.FromGas(12)), (gas.Limit, gas.Used));
    }

    [Fact]
    public void Observer_EveryCharge_SeesAlsoTheOneThatFails()
    {
        Recorder recorder = new();
        GasTracker gas = new(GasAmount.FromGas(1), recorder);

        gas.Charge(Charge(1_000));
        Assert.Throws<OutOfGasException>(() => gas.Charge(Charge(2_000)));

        Assert.Equal([1_000, 2_000], recorder.Milligas);
    }

    private static GasCharge Charge(ulong milligas) => new("test", GasAmount.FromMilligas(milligas));

    private sealed class Recorder : IGasObserver
    {
        public List<ulong> Milligas { get; } = [];

        public void OnCharge(in GasCharge charge) => Milligas.Add(charge.Total.Milligas);
    }
}
