using FvmCompute.Filecoin.Numbers;
using FvmCompute.Vm.Calls;
using FvmCompute.Vm.Gas;
using FvmCompute.Vm.State;

namespace FvmCompute.Vm.Kernel;

/// <summary>
/// What one invocation of an actor may do: the operations behind the host calls, on decoded arguments. It charges for them, checks the rights of the actor (read-only calls,
/// reachable blocks) and works on the state through the call manager. Lives as long as the invocation.
/// </summary>
public sealed partial class ActorKernel
{
    /// <summary>Stands where a failed lookup leaves its actor, and is never looked at.</summary>
    private static readonly ActorState Absent = new(StateTree.EmptyListCid, StateTree.EmptyListCid, 0, TokenAmount.Zero, null);

    private readonly CallManager _calls;

    internal ActorKernel(CallManager calls, Invocation invocation, BlockRegistry blocks)
    {
        _calls = calls;
        Invocation = invocation;
        Blocks = blocks;
    }

    public Invocation Invocation { get; }

    public BlockRegistry Blocks { get; }

    public bool IsReadOnly => Invocation.IsReadOnly;

    private ulong Self => Invocation.Receiver;

    private PriceList Prices => _calls.Prices;

    public GasAmount GasAvailable => _calls.Gas.Available;

    /// <summary>A charge the actor asks for itself.</summary>
    public void Charge(string name, GasAmount gas) => Charge(new GasCharge(name, gas));

    private void Charge(in GasCharge charge) => _calls.Gas.Charge(charge);

    private static SyscallResult Fail(ErrorNumber error, string message) => SyscallResult.Fail(error, message);

    private SyscallResult GetOther(ulong id, out ActorState actor)
    {
        ActorState? found = _calls.GetActor(id);
        actor = found ?? Absent;
        return found is null ? Fail(ErrorNumber.NotFound, $"there is no actor f0{id}") : SyscallResult.Ok;
    }

    /// <summary>An actor can go on running after it deleted itself.</summary>
    private SyscallResult GetSelf(out ActorState actor)
    {
        ActorState? found = _calls.GetActor(Self);
        actor = found ?? Absent;
        return found is null ? Fail(ErrorNumber.IllegalOperation, $"actor f0{Self} has deleted itself") : SyscallResult.Ok;
    }
}
