using FvmCompute.Filecoin.Cids;
using FvmCompute.Vm.Kernel;
using FvmCompute.Vm.Machine;
using FvmCompute.Vm.Wasm;

namespace FvmCompute.Vm.Calls;

/// <summary>Running an actor's code.</summary>
public sealed partial class CallManager
{
    private const string EntryPoint = "invoke";
    private const string MemoryExport = "memory";
    private const string TableExport = "table";
    private static readonly FunctionType EntryType = new([Wasm.ValueType.I32], [Wasm.ValueType.I32]);

    private CallReturn Run(Invocation invocation, Cid code, Block? parameters)
    {
        BlockRegistry blocks = new();
        uint handle = BlockRegistry.NoData;
        if (parameters is not null) { blocks.PutReachable(parameters, out handle); }

        Trace?.OnInvoke(invocation, code, handle);
        ModuleLoad load = _modules.Get(code, Store, Rules.Modules);
        WasmModule module = load.Module ?? throw new ChainFaultException($"actor code {code} does not load: {load.Error}");
        SyscallGate gate = new(this, new ActorKernel(this, invocation, blocks));
        CallReturn returned = TakeReturn(invocation, Execute(module, gate, handle), gate, blocks);
        if (returned.Data is Block data) { Gas.Charge(Prices.OnMethodReturn(_depth, data.Size, data.Links.Count)); }

        return returned;
    }

    /// <summary>Makes an instance and calls its entry point. Whatever compiled code used is charged before its end is looked at, so running dry wins over any other end.</summary>
    private ActorEnd Execute(WasmModule module, SyscallGate gate, uint parameters)
    {
        ChargeInitialSize(module);
        if (Link(module, gate) is not WasmInstance instance) { return ActorEnd.Trap("the initial memory or table exceeds the limits"); }

        using (instance)
        {
            gate.Meter.Refresh(instance);
            InvokeOutcome started = instance.Initialize();
            gate.Meter.Settle(instance);
            if (!started.IsReturn) { return ActorEnd.Trap($"instantiation failed: {started}"); }

            return CallEntryPoint(instance, gate, parameters);
        }
    }

    private static ActorEnd CallEntryPoint(WasmInstance instance, SyscallGate gate, uint parameters)
    {
        if (instance.Module.ExportedFunction(EntryPoint) is not FunctionType type)
        {
            return new ActorEnd(ExitCode.InvalidReceiver, BlockRegistry.NoData, $"the code exports no function '{EntryPoint}'");
        }

        if (!EntryType.Equals(type)) { throw new ChainFaultException($"the code's '{EntryPoint}' is {type}, not {EntryType}"); }

        gate.OpenMemory();
        gate.Meter.Refresh(instance);
        Span<long> result = stackalloc long[1];
        InvokeOutcome outcome = instance.Invoke(EntryPoint, [(int)parameters], result);
        gate.Meter.Settle(instance);
        return outcome switch
        {
            { Result: InvokeResult.Returned } => new ActorEnd(ExitCode.Ok, (uint)result[0], null),
            { Result: InvokeResult.Trapped } => ActorEnd.Trap($"trap: {outcome.Trap}"),
            { Abort: ActorExitException exit } => new ActorEnd(exit.Code, exit.DataBlock, exit.Message),
            _ => throw outcome.Abort!,
        };
    }

    /// <summary>Fetches the block the actor left, and writes failures down.</summary>
    private CallReturn TakeReturn(Invocation invocation, ActorEnd end, SyscallGate gate, BlockRegistry blocks)
    {
        Block? data = null;
        if (end.DataBlock != BlockRegistry.NoData && !blocks.TryGet(end.DataBlock, out data))
        {
            if (end.Reason is not null) { throw new ChainFaultException($"f0{invocation.Receiver} exited with block {end.DataBlock}, which it does not have"); }

            end = new ActorEnd(ExitCode.MissingReturn, BlockRegistry.NoData, $"returned block {end.DataBlock} does not exist");
        }

        if (!end.ExitCode.IsSuccess)
        {
            Backtrace.Add(_depth, new FailureFrame(invocation.Receiver, invocation.Method, end.ExitCode, end.Reason ?? "", gate.LastError));
        }

        return new CallReturn(end.ExitCode, data);
    }

    private void ChargeInitialSize(WasmModule module)
    {
        if (!module.Exports.Contains((MemoryExport, ExternKind.Memory))) { throw new ChainFaultException($"the code exports no memory '{MemoryExport}'"); }

        if (module.ExportedTableMinimum(TableExport) is uint elements) { Gas.Charge(Prices.OnWasmTableInit(elements)); }

        Gas.Charge(Prices.OnWasmMemoryInit((ulong)module.InitialMemoryBytes));
    }

    /// <summary>Null where the limits refuse the initial memory or table; what cannot be linked is a chain fault.</summary>
    private WasmInstance? Link(WasmModule module, SyscallGate gate)
    {
        try
        {
            return new WasmInstance(module, gate, _memory);
        }
        catch (WasmLinkException e) when (e.Error == WasmLinkError.LimitExceeded)
        {
            return null;
        }
        catch (WasmLinkException e)
        {
            throw new ChainFaultException($"the code does not link: {e.Message}");
        }
    }

    /// <summary>How code ended. The reason is null if it returned.</summary>
    private readonly record struct ActorEnd(ExitCode ExitCode, uint DataBlock, string? Reason)
    {
        public static ActorEnd Trap(string reason) => new(ExitCode.IllegalInstruction, BlockRegistry.NoData, reason);
    }
}
