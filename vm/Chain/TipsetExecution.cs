using FvmCompute.Filecoin.Addresses;
using FvmCompute.Filecoin.Amt;
using FvmCompute.Filecoin.Blocks;
using FvmCompute.Filecoin.Cbor;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Vm.Machine;
using FvmCompute.Vm.State;

namespace FvmCompute.Vm.Chain;

/// <summary>A message that ran, and what came of it.</summary>
internal sealed record Executed(PooledMessage Message, ApplyResult Result);

/// <summary>A finished tipset before it is committed.</summary>
/// <param name="Refused">Messages that turned out not to be includable, with the reason.</param>
internal sealed record TipsetDraft(Tipset Tipset, IReadOnlyList<Executed> Executed, IReadOnlyList<(PooledMessage Message, string Why)> Refused);

/// <summary>Runs messages on top of a parent tipset, writing to an overlay only.</summary>
internal sealed class TipsetExecution(ChainParameters parameters, RuleSet rules, IExterns externs, ModuleCache modules)
{
    /// <summary>Executes <paramref name="messages"/> in order and writes the resulting tipset's blocks to <paramref name="overlay"/>.</summary>
    public TipsetDraft Make(IBlockstore overlay, Tipset parent, long epoch, IReadOnlyList<PooledMessage> messages)
    {
        Executor executor = ExecutorOn(overlay, parent.StateRoot, epoch, BaseFee.Next(parent.BaseFee, parent.GasLimits));
        List<Executed> executed = [];
        List<(PooledMessage Message, string Why)> refused = [];
        DeepStack.Run(() =>
        {
            ExecuteAll(executor, messages, executed, refused);
            return executed.Count;
        });
        return new TipsetDraft(Finish(executor, overlay, parent, epoch, executed), executed, refused);
    }

    /// <summary>An executor over the state <paramref name="root"/>, whose changes go to <paramref name="overlay"/>.</summary>
    public Executor ExecutorOn(IBlockstore overlay, Cid root, long epoch, Filecoin.Numbers.TokenAmount baseFee, bool tracing = false)
    {
        StateTree state = StateTree.Load(overlay, root);
        MachineContext context = new()
        {
            Rules = rules,
            Epoch = epoch,
            Timestamp = parameters.TimestampOf(epoch),
            BaseFee = baseFee,
            ChainId = parameters.EthereumChainId,
            CirculatingSupply = parameters.CirculatingSupply,
            Tracing = tracing,
        };
        return new Executor(context, new MachineEnvironment(state, BuiltinsOf(state), externs, modules));
    }

    /// <summary>A message that cannot be included stops its sender for this tipset, so that the ones after it keep their turn.</summary>
    private static void ExecuteAll(
        Executor executor, IReadOnlyList<PooledMessage> messages, List<Executed> executed, List<(PooledMessage Message, string Why)> refused)
    {
        HashSet<Address> stopped = [];
        foreach (PooledMessage message in messages)
        {
            if (stopped.Contains(message.Message.From)) { continue; }

            ApplyResult result = executor.Execute(message.Message, ApplyKind.Explicit, message.Bytes.Length);
            if (result.IsIncludable)
            {
                executed.Add(new Executed(message, result));
                continue;
            }

            stopped.Add(message.Message.From);
            refused.Add((message, result.FailureReason ?? $"exit {result.Receipt.ExitCode}"));
        }
    }

    private Tipset Finish(Executor executor, IBlockstore overlay, Tipset parent, long epoch, List<Executed> executed)
    {
        Cid messages = AmtArray.Build(overlay, Tipset.ArrayBitWidth, [.. executed.Select(item => LinkItem(overlay.PutDagCbor(item.Message.Bytes)))]);
        Cid receipts = AmtArray.Build(overlay, Tipset.ArrayBitWidth, [.. executed.Select(item => (ReadOnlyMemory<byte>)item.Result.Receipt.ToBytes())]);
        ulong gasLimits = executed.Aggregate(0UL, (sum, item) => sum + (ulong)item.Message.Message.GasLimit);
        Tipset tipset = new(epoch, parent.Key, executor.Flush(), messages, receipts, parameters.TimestampOf(epoch), executor.Context.BaseFee, gasLimits);
        overlay.PutDagCbor(tipset.ToBytes());
        return tipset;
    }

    private static BuiltinActors BuiltinsOf(StateTree state)
    {
        ActorState system = state.GetActor(SystemActors.System) ?? throw new StateException("the state has no system actor");
        return BuiltinActors.OfSystemActor(state.Store, system.State);
    }

    private static ReadOnlyMemory<byte> LinkItem(Cid link)
    {
        CborWriter writer = new(48);
        writer.WriteLink(link);
        byte[] item = writer.ToArray();
        writer.Dispose();
        return item;
    }
}
