using FvmCompute.Vm.Gas;

namespace FvmCompute.Vm.Calls;

/// <summary>
/// Remembers which actors the message has paid for looking up and updating (FIP-0057). A reverted call forgets what it paid for; its gas stays spent.
/// </summary>
public sealed class AccessTracker
{
    private readonly Dictionary<ulong, Access> _accesses = [];
    private readonly Stack<(ulong Actor, Access Before)> _undo = new();
    private readonly Stack<int> _transactions = new();

    public AccessTracker(IReadOnlyList<ulong> preloaded)
    {
        foreach (ulong actor in preloaded) { _accesses[actor] = Access.Updated; }
    }

    private enum Access
    {
        None,
        Read,
        Updated,
    }

    public void MarkRead(ulong actor)
    {
        if (Of(actor) == Access.None) { Set(actor, Access.Read); }
    }

    public void MarkUpdated(ulong actor)
    {
        if (Of(actor) != Access.Updated) { Set(actor, Access.Updated); }
    }

    /// <summary>Charges the lookup unless it is paid. The caller marks the actor once the lookup has happened.</summary>
    public void ChargeRead(ulong actor, PriceList prices, GasTracker gas)
    {
        if (Of(actor) == Access.None) { gas.Charge(prices.OnActorLookup()); }
    }

    /// <summary>Charges lookup and update as far as they are not paid. The caller marks the actor once the update has happened.</summary>
    public void ChargeUpdate(ulong actor, PriceList prices, GasTracker gas)
    {
        ChargeRead(actor, prices, gas);
        if (Of(actor) != Access.Updated) { gas.Charge(prices.OnActorUpdate()); }
    }

    public void BeginTransaction() => _transactions.Push(_undo.Count);

    public void EndTransaction(bool revert)
    {
        int start = _transactions.Pop();
        while (revert && _undo.Count > start)
        {
            (ulong actor, Access before) = _undo.Pop();
            _accesses[actor] = before;
        }
    }

    private Access Of(ulong actor) => _accesses.GetValueOrDefault(actor);

    private void Set(ulong actor, Access access)
    {
        _undo.Push((actor, Of(actor)));
        _accesses[actor] = access;
    }
}
