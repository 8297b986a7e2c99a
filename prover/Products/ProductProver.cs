using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Transcripts;
using FvmCompute.Prover.Lanes;
using FvmCompute.Prover.Matrices;
using FvmCompute.Prover.Sumchecks;
using FvmCompute.Verifier.Circuits;
using FvmCompute.Verifier.Proofs;
using FvmCompute.Verifier.Reduction;

namespace FvmCompute.Prover.Products;

/// <summary>Proves Y = A·Bᵀ at a drawn point by a sumcheck over the inner dimension (proof-system.md §10.4).</summary>
internal sealed class ProductProver(Transcript transcript, VirtualMatrix matrix, Workers workers)
{
    /// <param name="claims">Gets three claims about columns.</param>
    public ProductProof Prove(MatrixProduct product, List<PointClaim> claims)
    {
        Ext2[] rho = new Ext2[product.LogRows], sigma = new Ext2[product.LogColumns];
        transcript.Challenges("product-rho"u8, rho);
        transcript.Challenges("product-sigma"u8, sigma);
        Ext2[] result = [.. sigma, .. rho];
        Ext2 value = BindTop(product.Y, result)[0];
        transcript.Absorb("product-value"u8, [value]);
        int length = 1 << product.LogInner;
        InnerProduct sum = new(BindTop(product.A, rho), length, BindTop(product.B, sigma), workers);
        Ext2[] tau = new Ext2[product.LogInner];
        Ext2[] rounds = ProveRounds(sum, tau);
        Ext2[] ends = [sum.Ends.F, sum.Ends.W];
        transcript.Absorb("product-ends"u8, ends);
        claims.Add(new(product.A, [.. tau, .. rho], ends[0]));
        claims.Add(new(product.B, [.. tau, .. sigma], ends[1]));
        claims.Add(new(product.Y, result, value));
        return new(value, rounds, ends);
    }

    private Ext2[] ProveRounds(InnerProduct sum, Ext2[] tau)
    {
        Ext2[] rounds = new Ext2[2 * tau.Length];
        for (int variable = tau.Length - 1; variable >= 0; variable--)
        {
            Span<Ext2> sent = rounds.AsSpan(2 * (tau.Length - 1 - variable), 2);
            if (variable == tau.Length - 1) { sum.Open(out sent[0], out sent[1]); }
            else { sum.Bind(tau[variable + 1], out sent[0], out sent[1]); }
            tau[variable] = transcript.Round("product-round"u8, sent);
        }

        if (tau.Length > 0) { sum.BindLast(tau[0]); }
        return rounds;
    }

    /// <summary>A column over K with its top variables bound to the point.</summary>
    private Ext2[] BindTop(TableColumn place, Ext2[] point)
    {
        Column column = matrix.ColumnOf(place.Table, place.Column);
        Ext2[] values = Lift(column);
        for (int i = 0; i < point.Length; i++) { Fold.Top(values, values.Length >> i, point[point.Length - 1 - i], workers); }
        return values;
    }

    private static Ext2[] Lift(Column column)
    {
        ulong[] rows = new ulong[1 << column.LogHeight];
        ReadOnlySpan<ulong> source = column.Rows(0, rows);
        Ext2[] values = new Ext2[source.Length];
        for (int i = 0; i < values.Length; i++) { values[i] = source[i]; }
        return values;
    }
}
