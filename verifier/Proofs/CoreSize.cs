using FvmCompute.Primitives.Fields;
using FvmCompute.Verifier.Profiles;
using FvmCompute.Verifier.Statements;
using FvmCompute.Verifier.Wire;

namespace FvmCompute.Verifier.Proofs;

/// <summary>The length of cores before they are made (proof-system.md §14).</summary>
public static class CoreSize
{
    private const int HeadBytes = 6;

    /// <summary>
    /// Bytes of the longest core of a statement. A core is shorter by 16 bytes for every position that was drawn twice: nothing else in it varies.
    /// </summary>
    public static long Most(Instance instance)
    {
        Profile profile = instance.Profile;
        long layers = instance.Shape.HasInteractions ? instance.LogInteractions : -1;
        long lookups = layers < 0 ? 0 : 1 + (layers * (layers - 1)) + (4 * layers);
        long zerocheck = ((long)instance.MaxLogHeight * instance.Shape.Degree) + instance.Shape.Tables.Sum(t => (long)t.OpenedValues);
        long products = instance.Circuit.Products.Sum(p => 3L + (2 * p.LogInner));
        long reduction = (2L * profile.LogRowLength) + instance.MatrixRows;
        long root = instance.AuxiliaryRows > 0 ? Digest.Size : 0;
        return HeadBytes + root + Nonce(profile.PowLookup) + (Ext2.Bytes * (lookups + zerocheck + products + reduction)) + Opening(profile);
    }

    private static long Opening(Profile profile)
    {
        long bytes = Nonce(profile.PowBatch) + Nonce(profile.PowQuery[profile.Levels]) + ((long)Ext2.Bytes << profile.FinalVariables);
        for (int i = 0; i < profile.Levels; i++)
        {
            long values = Digest.Size + Ext2.Bytes + sizeof(ushort) + ((long)Ext2.Bytes * profile.Queries[i]);
            bytes += values + Nonce(profile.PowQuery[i]) + (profile.Folds[i] * ((2 * Ext2.Bytes) + Nonce(profile.PowFold[i])));
        }

        return bytes;
    }

    private static long Nonce(byte bits) => bits != 0 ? sizeof(ulong) : 0;
}
