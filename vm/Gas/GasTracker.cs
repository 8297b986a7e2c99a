namespace FvmCompute.Vm.Gas;

/// <summary>
/// The gas of one message: its limit, what was used, and the limits of nested calls. A charge over the limit uses up everything and throws <see cref="OutOfGasException"/>;
/// a charge that meets the limit exactly is allowed.
/// </summary>
public sealed class GasTracker
{
    /// <summary>The counter that compiled code decrements is a signed 64-bit number of milligas.</summary>
    public static readonly GasAmount MaxLimit = GasAmount.FromMilligas(long.MaxValue);

    private readonly IGasObserver? _observer;
    private readonly Stack<(GasAmount Limit, GasAmount Used)> _outer = new();

    public GasTracker(GasAmount limit, IGasObserver? observer = null)
    {
        Limit = GasAmount.Min(limit, MaxLimit);
        _observer = observer;
    }

    public GasAmount Limit { get; private set; }

    public GasAmount Used { get; private set; }

    public GasAmount Available => Limit - Used;

    public void Charge(in GasCharge charge)
    {
        GasAmount total = charge.Total;
        GasAmount used = Used + total;
        Used = GasAmount.Min(used, Limit);
        _observer?.OnCharge(charge);
        if (used > Limit) { throw new OutOfGasException(charge.Name); }
    }

    /// <summary>Limits what follows to <paramref name="limit"/>, or to what is available if that is less.</summary>
    public void PushLimit(GasAmount limit)
    {
        _outer.Push((Limit, Used));
        Limit = GasAmount.Min(Available, limit);
        Used = GasAmount.Zero;
    }

    /// <summary>Ends the innermost limit and counts what was used under it.</summary>
    public void PopLimit()
    {
        (GasAmount limit, GasAmount used) = _outer.Pop();
        Limit = limit;
        Used += used;
    }
}

/// <summary>Sees every charge in order, those that run out of gas included.</summary>
public interface IGasObserver
{
    void OnCharge(in GasCharge charge);
}
