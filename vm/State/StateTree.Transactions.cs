using FvmCompute.Filecoin.Addresses;

namespace FvmCompute.Vm.State;

public sealed partial class StateTree
{
    /// <summary>What each change replaced, oldest first: taking a transaction back means undoing down to its mark, whatever the depth of nesting.</summary>
    private readonly List<Undo> _undo = [];
    private readonly Stack<int> _marks = [];

    /// <summary>How many transactions are open.</summary>
    public int OpenTransactions => _marks.Count;

    /// <summary>Opens a transaction inside the current one. Costs nothing.</summary>
    public void BeginTransaction() => _marks.Push(_undo.Count);

    /// <summary>Closes the innermost transaction: its changes become the enclosing one's, or are taken back.</summary>
    public void EndTransaction(bool revert)
    {
        if (!_marks.TryPop(out int mark)) { throw new InvalidOperationException("no transaction of the state tree is open"); }

        if (revert) { UndoTo(mark); }
        else if (_marks.Count == 0) { _undo.Clear(); }
    }

    private void Change(ulong id, ActorState? actor)
    {
        ActorState? before = GetActor(id);
        if (before == actor) { return; }

        if (_marks.Count > 0) { _undo.Add(new Undo(id, before, !_changed.Contains(id), null)); }

        _current[id] = actor;
        _changed.Add(id);
    }

    private void UndoTo(int mark)
    {
        for (int i = _undo.Count - 1; i >= mark; i--)
        {
            Undo undo = _undo[i];
            if (undo.Resolved is not null) { _resolved.Remove(undo.Resolved); }
            else { UndoChange(undo); }
        }

        _undo.RemoveRange(mark, _undo.Count - mark);
    }

    private void UndoChange(Undo undo)
    {
        _current[undo.Id] = undo.Before;
        if (undo.WasClean) { _changed.Remove(undo.Id); }
    }

    /// <summary>Either an actor's previous value, or an address whose id was learnt inside the transaction.</summary>
    private readonly record struct Undo(ulong Id, ActorState? Before, bool WasClean, Address? Resolved);
}
