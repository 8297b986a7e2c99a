using FvmCompute.Verifier.Profiles;

namespace FvmCompute.Bench.Gas;

/// <summary>The shape of a proof whose settlement is priced.</summary>
/// <param name="ProfileId">One of proof-system.md §13.1.</param>
/// <param name="Rows">W: rows of the virtual matrix, half of them a dataset's (rounded down).</param>
/// <param name="HasLookups">Whether every cell is looked up, so that n_g is about m + log W.</param>
internal sealed record GasCase(ushort ProfileId, int Rows, bool HasLookups)
{
    public static IReadOnlyList<GasCase> All { get; } =
    [
        .. Shapes(0x020c), .. Shapes(0x0210), .. Shapes(0x0212), new(0x0212, 32, true), .. Shapes(0x0312), .. Shapes(0x0214),
    ];

    /// <summary>The one whose wasm is profiled and whose messages are shown one by one: the goal of 350 M gas is about it.</summary>
    public static GasCase Shown { get; } = new(0x0212, 64, true);

    public Profile Profile => ProfileTable.TryFind(ProfileId, out Profile? profile, out _)
        ? profile!
        : throw new InvalidOperationException($"profile {ProfileId:x4} is not known");

    public string Name => $"{Profile.Name}, W = {Rows}{(HasLookups ? ", lookups" : "")}";

    private static IEnumerable<GasCase> Shapes(ushort profile) =>
        [new(profile, 2, false), new(profile, 16, false), new(profile, 64, false), new(profile, 3, true), new(profile, 16, true), new(profile, 64, true)];
}
