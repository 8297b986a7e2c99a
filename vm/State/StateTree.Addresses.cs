using FvmCompute.Filecoin.Addresses;

namespace FvmCompute.Vm.State;

public sealed partial class StateTree
{
    private readonly Dictionary<Address, ulong> _resolved = [];
    private ActorState? _initActor;
    private InitState? _init;

    /// <summary>
    /// The id behind an address: at once for ID addresses (whether the actor exists or not), else what the init actor has mapped; null when it has not.
    /// </summary>
    public ulong? LookupId(Address address)
    {
        if (address.TryGetId(out ulong id) || _resolved.TryGetValue(address, out id)) { return id; }

        ulong? found = OpenInit()?.Lookup(address);
        if (found is { } mapped) { Remember(address, mapped); }

        return found;
    }

    /// <summary>Maps a new address to the next id of the init actor, whose state changes with it, and returns the id.</summary>
    public ulong RegisterNewAddress(Address address)
    {
        InitState init = OpenInit() ?? throw new StateException("the state has no init actor to register an address with");
        ActorState actor = GetActor(SystemActors.Init)!;
        ulong id = init.Register(address);
        SetActor(SystemActors.Init, actor with { State = StateException.Guard("the init actor's state", () => init.Write(Store)) });
        _initActor = GetActor(SystemActors.Init);
        Remember(address, id);
        return id;
    }

    /// <summary>
    /// The init actor's decoded state. Its code also changes it, and transactions take it back, so it is read anew whenever its root is another.
    /// </summary>
    private InitState? OpenInit()
    {
        ActorState? actor = GetActor(SystemActors.Init);
        if (actor is null) { return null; }

        if (_init is null || actor.State != _initActor?.State) { _init = InitState.Load(Store, actor.State); }

        _initActor = actor;
        return _init;
    }

    private void Remember(Address address, ulong id)
    {
        _resolved[address] = id;
        if (_marks.Count > 0) { _undo.Add(new Undo(id, null, false, address)); }
    }
}
