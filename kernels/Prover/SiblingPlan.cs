namespace FvmCompute.Kernels.Prover;

/// <summary>Which nodes a pruned multiproof consists of (proof-system.md §4), for trees whose nodes are on a device.</summary>
internal static class SiblingPlan
{
    /// <summary>Numbers of the siblings in a tree stored as its leaf digests, then the level above, up to the root; in the order of the proof.</summary>
    /// <param name="positions">Strictly rising.</param>
    public static ulong[] Make(int depth, ReadOnlySpan<uint> positions)
    {
        List<ulong> siblings = [];
        uint[] known = positions.ToArray();
        int count = known.Length;
        ulong levelStart = 0;
        for (int level = 0; level < depth; level++)
        {
            count = AddLevel(known.AsSpan(0, count), levelStart, siblings);
            levelStart += 1UL << (depth - level);
        }

        return [.. siblings];
    }

    /// <summary>Adds the siblings of one level that are not known, turns the known nodes into their parents and returns how many these are.</summary>
    private static int AddLevel(Span<uint> known, ulong levelStart, List<ulong> siblings)
    {
        int parents = 0;
        for (int i = 0; i < known.Length; i++)
        {
            uint node = known[i];
            if (node % 2 == 0 && i + 1 < known.Length && known[i + 1] == node + 1) { i++; }
            else { siblings.Add(levelStart + (node ^ 1)); }
            known[parents++] = node >> 1;
        }

        return parents;
    }
}
