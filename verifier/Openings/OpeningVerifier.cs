using System.Buffers.Binary;
using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Merkle;
using FvmCompute.Primitives.Multilinear;
using FvmCompute.Verifier.Verdicts;
using FvmCompute.Verifier.Wire;

namespace FvmCompute.Verifier.Openings;

/// <summary>Checks that opened leaves are committed (proof-system.md §4) and fold to the values that the core used (§12, step 3).</summary>
internal static class OpeningVerifier
{
    /// <param name="record">Of the part's level.</param>
    /// <param name="part">Read with the record's <see cref="LevelRecord.Shape"/>, or one that allows more positions.</param>
    public static Rejection? Verify(LevelRecord record, OpeningPart part)
    {
        if (part.First + part.Count > record.Positions.Length)
        {
            return Rejection.Of(Reason.PartRange, "positions of part", part.First, $"1..{record.Positions.Length - part.First} from {part.First}", part.Count);
        }

        Ext2[] weights = new Ext2[1 << record.Fold.Length];
        MultilinearKernels.EqTable(record.Fold.AsSpan(), weights);
        ReadOnlySpan<uint> positions = record.Positions.AsSpan(part.First, part.Count);
        Ext2[] folded = new Ext2[part.Count];
        int row = 0;
        for (int t = 0; t < record.Trees.Length; t++)
        {
            OracleTree tree = record.Trees[t];
            part.Tree(t, out ReadOnlySpan<byte> leaves, out ReadOnlySpan<byte> siblings);
            if (VerifyMembership(record, tree, positions, leaves, siblings) is { } fault) { return fault; }
            FoldLeaves(leaves, weights.AsSpan(row, tree.Rows), record.IsExtension, folded);
            row += tree.Rows;
        }

        return Compare(record, part.First, folded);
    }

    /// <summary>§4: the multiproof leads to the root and has no sibling too many.</summary>
    private static Rejection? VerifyMembership(
        LevelRecord record, OracleTree tree, ReadOnlySpan<uint> positions, ReadOnlySpan<byte> leaves, ReadOnlySpan<byte> siblings)
    {
        byte[] hashes = new byte[Digest.Size * positions.Length];
        int leafBytes = leaves.Length / positions.Length;
        if (leafBytes > 0) { MerkleHash.Leaves(leaves, leafBytes, hashes); }
        else { HashEmptyLeaves(hashes); }
        MultiproofVerdict verdict = Multiproof.Verify(tree.Root.Bytes, record.LogDomain, positions, hashes, siblings);
        if (verdict.IsValid) { return null; }
        string where = $"level {record.Level} {verdict.Fault}";
        return verdict.Fault == MultiproofFault.RootMismatch
            ? new(Reason.OpeningMerkle, where, verdict.Index, $"root {tree.Root}", "leaves and siblings of another one")
            : new(Reason.OpeningMerkle, where, verdict.Index, $"{verdict.Expected}", $"{verdict.Got}");
    }

    /// <summary>A dataset without columns has a tree over empty leaves.</summary>
    private static void HashEmptyLeaves(Span<byte> hashes)
    {
        MerkleHash.Leaf([], hashes[..Digest.Size]);
        for (int at = Digest.Size; at < hashes.Length; at += Digest.Size) { hashes[..Digest.Size].CopyTo(hashes[at..]); }
    }

    /// <summary>folded[s] += Σ_row weights[row]·leaf_s[row].</summary>
    private static void FoldLeaves(ReadOnlySpan<byte> leaves, ReadOnlySpan<Ext2> weights, bool isExtension, Span<Ext2> folded)
    {
        for (int s = 0; s < folded.Length; s++)
        {
            Ext2 sum = folded[s];
            foreach (Ext2 weight in weights)
            {
                ulong low = BinaryPrimitives.ReadUInt64LittleEndian(leaves);
                leaves = leaves[Goldilocks.Bytes..];
                if (!isExtension)
                {
                    sum += weight * low;
                    continue;
                }

                sum += weight * new Ext2(low, BinaryPrimitives.ReadUInt64LittleEndian(leaves));
                leaves = leaves[Goldilocks.Bytes..];
            }

            folded[s] = sum;
        }
    }

    /// <summary>§12, step 3: the row-weighted sum of each leaf is the value that the core used.</summary>
    private static Rejection? Compare(LevelRecord record, int first, ReadOnlySpan<Ext2> folded)
    {
        for (int s = 0; s < folded.Length; s++)
        {
            Ext2 claimed = record.Values[first + s];
            if (folded[s] == claimed) { continue; }
            return Rejection.Of(Reason.OpeningFold, $"level {record.Level} position number", first + s, claimed.ToString(), folded[s]);
        }

        return null;
    }
}
