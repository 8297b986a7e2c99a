namespace FvmCompute.Vm.State;

/// <summary>Actor ids that the protocol fixes (builtin-actors <c>runtime/src/builtin/singletons.rs</c>).</summary>
public static class SystemActors
{
    public const ulong System = 0;
    public const ulong Init = 1;

    /// <summary>Takes the tips of executed messages.</summary>
    public const ulong Reward = 2;
    public const ulong Cron = 3;
    public const ulong StoragePower = 4;
    public const ulong StorageMarket = 5;
    public const ulong VerifiedRegistry = 6;
    public const ulong Datacap = 7;
    public const ulong EthereumAddressManager = 10;

    /// <summary>Takes the base fee of executed messages; nobody can spend from it.</summary>
    public const ulong BurntFunds = 99;

    /// <summary>The first id that the init actor gives out.</summary>
    public const ulong FirstUser = 100;
}
