using System.Collections.Immutable;
using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Transcripts;
using FvmCompute.Verifier.LogUp;
using FvmCompute.Verifier.Openings;
using FvmCompute.Verifier.Products;
using FvmCompute.Verifier.Reduction;
using FvmCompute.Verifier.Statements;
using FvmCompute.Verifier.Verdicts;
using FvmCompute.Verifier.Whir;
using FvmCompute.Verifier.Zerocheck;

namespace FvmCompute.Verifier.Proofs;

/// <summary>Runs the whole protocol except the openings, in the order of the transcript script (proof-system.md §5.1).</summary>
internal static class CoreVerifier
{
    /// <param name="statement">The bytes the instance was decoded from.</param>
    /// <param name="records">What remains to be opened; empty unless accepted.</param>
    public static Rejection? Verify(ReadOnlySpan<byte> statement, Instance instance, CoreProof proof, out IReadOnlyList<LevelRecord> records)
    {
        records = [];
        Transcript transcript = new("proof"u8);
        transcript.Absorb("statement"u8, statement);
        if (instance.AuxiliaryRows > 0) { transcript.Absorb("aux-root"u8, proof.AuxiliaryRoot.Bytes); }
        if (PowCheck.Run(transcript, "pow-lookup"u8, instance.Profile.PowLookup, proof.LookupNonce, "pow-lookup", 0) is { } lazy) { return lazy; }
        if (VerifyTables(transcript, instance, proof, out Ext2[] point) is { } fault) { return fault; }

        List<PointClaim> products = [];
        for (int i = 0; i < proof.Products.Length; i++)
        {
            if (ProductVerifier.Verify(transcript, instance.Circuit.Products[i], proof.Products[i], i, products) is { } wrong) { return wrong; }
        }

        if (ReductionVerifier.Verify(transcript, instance, proof, point, products, out Ext2[] u) is { } unbalanced) { return unbalanced; }
        WhirVerifier whir = new(transcript, instance.Profile, proof.Whir, CommittedTrees(instance, proof), u);
        if (whir.Verify(proof.RowValues) is { } refused) { return refused; }
        records = whir.Records;
        return null;
    }

    /// <summary>Lookups (§9) and constraints (§10): reduces them to claims about columns at a point. ξ is extended to n_max (§10.1), never truncated.</summary>
    private static Rejection? VerifyTables(Transcript transcript, Instance instance, CoreProof proof, out Ext2[] point)
    {
        point = [];
        (Ext2 alpha, Ext2 beta) = (transcript.Challenge("alpha"u8), transcript.Challenge("beta"u8));
        Ext2[] theta = new Ext2[instance.Circuit.Challenges];
        transcript.Challenges("theta"u8, theta);
        LeafClaim leaves = new([], Ext2.Zero, alpha);
        if (proof.Gkr is { } gkr && GkrVerifier.Verify(transcript, gkr, out leaves) is { } fault) { return fault; }

        Ext2[] xi = new Ext2[Math.Max(leaves.Point.Length, instance.MaxLogHeight)];
        leaves.Point.CopyTo(xi, 0);
        transcript.Challenges("xi"u8, xi.AsSpan(leaves.Point.Length));
        (Ext2 lambda, Ext2 mu) = (transcript.Challenge("zerocheck-lambda"u8), transcript.Challenge("zerocheck-mu"u8));
        return ZerocheckVerifier.Verify(transcript, instance, proof, leaves, new(alpha, beta, theta, xi, lambda, mu), out point);
    }

    /// <summary>§12: datasets in the statement's order, also those without rows; then the auxiliary tree if it has rows.</summary>
    private static ImmutableArray<OracleTree> CommittedTrees(Instance instance, CoreProof proof)
    {
        IEnumerable<OracleTree> datasets = instance.Statement.Datasets.Zip(instance.DatasetLayouts, (d, l) => new OracleTree(d.Root, (ushort)l.RowCount));
        return [.. instance.AuxiliaryRows > 0 ? datasets.Append(new(proof.AuxiliaryRoot, (ushort)instance.AuxiliaryRows)) : datasets];
    }
}
