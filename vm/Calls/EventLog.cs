using FvmCompute.Vm.Kernel;

namespace FvmCompute.Vm.Calls;

/// <summary>The events of a message, in order of emission; those of reverted calls are dropped with everything their callees emitted.</summary>
public sealed class EventLog
{
    private readonly List<ActorEvent> _events = [];
    private readonly Stack<int> _transactions = new();

    public IReadOnlyList<ActorEvent> Events => _events;

    public void Append(ActorEvent actorEvent) => _events.Add(actorEvent);

    public void BeginTransaction() => _transactions.Push(_events.Count);

    public void EndTransaction(bool revert)
    {
        int start = _transactions.Pop();
        if (revert) { _events.RemoveRange(start, _events.Count - start); }
    }
}
