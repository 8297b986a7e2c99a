using FvmCompute.Vm.Gas;
using FvmCompute.Vm.Kernel;
using FvmCompute.Vm.Wasm;

namespace FvmCompute.Vm.Machine;

/// <summary>The rule sets this build knows, by network version.</summary>
public static class RuleSets
{
    private const ulong StateTreeVersion5 = 5;

    private static readonly SortedDictionary<uint, RuleSet> ByVersion = new(
        Since(21, 24, PriceLists.Watermelon).Concat(Since(25, 28, PriceLists.Teep)).ToDictionary(rules => rules.NetworkVersion));

    /// <summary>The rules that new chains run on.</summary>
    public static RuleSet Newest { get; } = ByVersion.Values.Last();

    public static IReadOnlyCollection<uint> NetworkVersions => ByVersion.Keys;

    /// <summary>Throws <see cref="ArgumentOutOfRangeException"/> for a version that is not among <see cref="NetworkVersions"/>.</summary>
    public static RuleSet ForNetworkVersion(uint version) => ByVersion.TryGetValue(version, out RuleSet? rules)
        ? rules
        : throw new ArgumentOutOfRangeException(nameof(version), version, $"known network versions are {string.Join(", ", NetworkVersions)}");

    /// <summary>Rules of the fourth release line of the reference implementation, which differ in prices only.</summary>
    private static IEnumerable<RuleSet> Since(uint first, uint last, PriceList prices)
    {
        ModuleOptions modules = new() { Features = WasmFeatures.Fvm, Metering = prices.Wasm };
        for (uint version = first; version <= last; version++)
        {
            yield return new RuleSet
            {
                NetworkVersion = version,
                Prices = prices,
                Syscalls = SyscallTables.V21,
                Modules = modules,
                Limits = ExecutionLimits.Default,
                StateTreeVersion = StateTreeVersion5,
            };
        }
    }
}
