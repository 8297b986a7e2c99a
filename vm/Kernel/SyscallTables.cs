using FvmCompute.Vm.Kernel.Syscalls;
using static FvmCompute.Vm.Wasm.ValueType;

namespace FvmCompute.Vm.Kernel;

/// <summary>The host calls by range of network versions (signatures without the out-pointer).</summary>
public static class SyscallTables
{
    /// <summary>
    /// Network versions 21 and later. Not linked, so that code that imports them is refused: <c>actor.install_actor</c> and <c>actor.upgrade_actor</c>, which no network has, and
    /// what this build cannot compute: <c>crypto.verify_bls_aggregate</c>, <c>verify_post</c>, <c>verify_aggregate_seals</c>, <c>verify_replica_update</c>,
    /// <c>batch_verify_seals</c>, <c>verify_consensus_fault</c>.
    /// </summary>
    public static SyscallTable V21 { get; } = new(
    [
        new("vm", "exit", [I32, I32, I32, I32], 0, VmSyscalls.Exit),
        new("vm", "message_context", [], VmSyscalls.MessageContextBytes, VmSyscalls.MessageContext),

        new("network", "context", [], ChainSyscalls.NetworkContextBytes, ChainSyscalls.NetworkContext),
        new("network", "tipset_cid", [I64, I32, I32], 4, ChainSyscalls.TipsetCid),
        new("network", "total_fil_circ_supply", [], 16, ChainSyscalls.CirculatingSupply),
        new("rand", "get_chain_randomness", [I64], ActorKernel.RandomnessBytes, ChainSyscalls.ChainRandomness),
        new("rand", "get_beacon_randomness", [I64], ActorKernel.RandomnessBytes, ChainSyscalls.BeaconRandomness),

        new("ipld", "block_open", [I32], IpldSyscalls.BlockOpenBytes, IpldSyscalls.BlockOpen),
        new("ipld", "block_create", [I64, I32, I32], 4, IpldSyscalls.BlockCreate),
        new("ipld", "block_read", [I32, I32, I32, I32], 4, IpldSyscalls.BlockRead),
        new("ipld", "block_stat", [I32], IpldSyscalls.BlockStatBytes, IpldSyscalls.BlockStat),
        new("ipld", "block_link", [I32, I64, I32, I32, I32], 4, IpldSyscalls.BlockLink),

        new("self", "root", [I32, I32], 4, StateSyscalls.Root),
        new("self", "set_root", [I32], 0, StateSyscalls.SetRoot),
        new("self", "current_balance", [], 16, StateSyscalls.CurrentBalance),
        new("self", "self_destruct", [I32], 0, StateSyscalls.SelfDestruct),

        new("actor", "resolve_address", [I32, I32], 8, ActorSyscalls.ResolveAddress),
        new("actor", "lookup_delegated_address", [I64, I32, I32], 4, ActorSyscalls.LookupDelegatedAddress),
        new("actor", "get_actor_code_cid", [I64, I32, I32], 4, ActorSyscalls.GetActorCodeCid),
        new("actor", "next_actor_address", [I32, I32], 4, ActorSyscalls.NextActorAddress),
        new("actor", "create_actor", [I64, I32, I32, I32], 0, ActorSyscalls.CreateActor),
        new("actor", "get_builtin_actor_type", [I32], 4, ActorSyscalls.GetBuiltinActorType),
        new("actor", "get_code_cid_for_type", [I32, I32, I32], 4, ActorSyscalls.GetCodeCidForType),
        new("actor", "balance_of", [I64], 16, ActorSyscalls.BalanceOf),

        new("crypto", "verify_signature", [I32, I32, I32, I32, I32, I32, I32], 4, CryptoSyscalls.VerifySignature),
        new("crypto", "recover_secp_public_key", [I32, I32], ActorKernel.SecpPublicKeyBytes, CryptoSyscalls.RecoverSecp256k1),
        new("crypto", "hash", [I64, I32, I32, I32, I32], 4, CryptoSyscalls.Hash),
        new("crypto", "compute_unsealed_sector_cid", [I64, I32, I32, I32, I32], 4, CryptoSyscalls.ComputeUnsealedSectorCid),

        new("event", "emit_event", [I32, I32, I32, I32, I32, I32], 0, MessageSyscalls.EmitEvent),
        new("send", "send", [I32, I32, I64, I32, I64, I64, I64, I64], MessageSyscalls.SendBytes, MessageSyscalls.Send),

        new("gas", "charge", [I32, I32, I64], 0, DebugSyscalls.ChargeGas),
        new("gas", "available", [], 8, DebugSyscalls.GasAvailable),
        new("debug", "enabled", [], 4, DebugSyscalls.Enabled),
        new("debug", "log", [I32, I32], 0, DebugSyscalls.Log),
        new("debug", "store_artifact", [I32, I32, I32, I32], 0, DebugSyscalls.StoreArtifact),
    ]);
}
