using System.Collections.Frozen;
using System.Collections.Immutable;
using FvmCompute.Verifier.Wire;

namespace FvmCompute.Verifier.Profiles;

/// <summary>The profiles that exist (proof-system.md §13.1 and §13.3). Frozen: a changed number needs a new id.</summary>
public static class ProfileTable
{
    private static readonly FrozenDictionary<ushort, (Profile Profile, Digest Hash)> ById;

    static ProfileTable()
    {
        Secure =
        [
            Recommended(0x020C, "chain-4-m12", 12, 2, [3, 3], [5, 8], [88, 35, 22], [16, 7, 4], 128),
            Recommended(0x0210, "chain-4-m16", 16, 2, [4, 4, 3], [5, 8, 11], [91, 35, 22, 16], [10, 7, 4, 3], 64),
            Recommended(0x0212, "chain-4-m18", 18, 2, [4, 4, 4], [5, 8, 11], [93, 35, 22, 17], [8, 7, 4, 2], 64),
            Recommended(0x0214, "chain-4-m20", 20, 2, [5, 5, 4], [5, 9, 13], [98, 36, 21, 15], [5, 5, 2, 1], 128),
            Recommended(0x0216, "chain-4-m22", 22, 2, [4, 4, 4, 4], [4, 7, 10, 13], [109, 45, 26, 20, 15], [3, 6, 3, 1, 1], 256),
            Recommended(0x030C, "chain-8-m12", 12, 3, [3, 3], [6, 9], [59, 29, 20], [10, 7, 3], 256),
            Recommended(0x0310, "chain-8-m16", 16, 3, [5, 5], [6, 10], [60, 29, 18], [7, 7, 2], 64),
            Recommended(0x0312, "chain-8-m18", 18, 3, [4, 4, 4], [6, 9, 12], [62, 30, 20, 16], [5, 4, 3, 1], 64),
            Recommended(0x0314, "chain-8-m20", 20, 3, [5, 3, 3, 3], [7, 9, 11, 13], [66, 27, 21, 18, 15], [3, 2, 2, 1, 1], 256),
            Recommended(0x0316, "chain-8-m22", 22, 3, [4, 4, 4, 4], [4, 7, 10, 13], [72, 45, 26, 20, 15], [2, 6, 3, 1, 1], 256),
            Recommended(0x010C, "offchain-2-m12", 12, 1, [3, 3], [4, 7], [179, 43, 25], [24, 16, 5], 128),
            Recommended(0x0110, "offchain-2-m16", 16, 1, [4, 4, 3], [4, 7, 10], [189, 44, 25, 18], [13, 8, 5, 2], 128),
            Recommended(0x0112, "offchain-2-m18", 18, 1, [4, 4, 4], [4, 7, 10], [196, 44, 25, 18], [10, 8, 5, 2], 128),
            Recommended(0x0114, "offchain-2-m20", 20, 1, [5, 5, 4], [5, 9, 13], [203, 36, 21, 15], [0, 5, 2, 1], 4096),
            Recommended(0x0116, "offchain-2-m22", 22, 1, [4, 4, 4, 4], [4, 7, 10, 13], [203, 45, 26, 20, 15], [0, 6, 3, 1, 1], 4096),
        ];
        Test = MakeTestProfiles();
        ById = Secure.Concat(Test).ToFrozenDictionary(p => p.Id, p => (p, p.Hash()));
    }

    /// <summary>100 bits of security: 84 statistical and 16 of work at every site.</summary>
    public static ImmutableArray<Profile> Secure { get; }

    /// <summary>Insecure profiles small enough for vectors.</summary>
    public static ImmutableArray<Profile> Test { get; }

    /// <summary>The profile of an id and its hash.</summary>
    public static bool TryFind(ushort id, out Profile? profile, out Digest hash)
    {
        bool found = ById.TryGetValue(id, out (Profile Profile, Digest Hash) entry);
        (profile, hash) = found ? (entry.Profile, entry.Hash) : (null, default);
        return found;
    }

    private static Profile Recommended(
        ushort id, string name, byte m, byte rate, byte[] folds, byte[] rates, ushort[] queries, byte[] johnson, int maxRows)
    {
        const byte Work = 16;
        return new()
        {
            Id = id,
            Name = name,
            LogRowLength = m,
            LogInverseRate = rate,
            Folds = [.. folds],
            LogInverseRates = [.. rates],
            Queries = [.. queries],
            Johnson = [.. johnson],
            PowLookup = Work,
            PowBatch = Work,
            PowQuery = [.. Enumerable.Repeat(Work, queries.Length)],
            PowFold = [.. Enumerable.Repeat(Work, folds.Length)],
            Floor = 100,
            Statistical = 84,
            MaxRows = maxRows,
        };
    }

    private static ImmutableArray<Profile> MakeTestProfiles()
    {
        Profile a = Recommended(0xFF01, "test-a", 4, 1, [1, 1], [2, 3], [8, 6, 4], [0, 0, 0], 0) with
        {
            PowLookup = 4,
            PowBatch = 3,
            PowQuery = [4, 3, 2],
            PowFold = [2, 2],
            Floor = 1,
            Statistical = 1,
            IsInsecure = true,
        };
        Profile b = Recommended(0xFF02, "test-b", 6, 2, [2, 2], [4, 6], [10, 6, 5], [3, 2, 1], 0) with
        {
            PowLookup = 5,
            PowBatch = 5,
            PowQuery = [5, 5, 5],
            PowFold = [3, 0],
            Floor = 1,
            Statistical = 1,
            IsInsecure = true,
        };
        Profile c = Recommended(0xFF03, "test-c", 5, 2, [3], [4], [6, 5], [3, 2], 0) with
        {
            PowLookup = 0,
            PowBatch = 0,
            PowQuery = [0, 4],
            PowFold = [0],
            Floor = 1,
            Statistical = 1,
            IsInsecure = true,
        };
        return [a, b, c];
    }
}
