using FvmCompute.Kernels.Prover;
using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Transcripts;
using FvmCompute.Prover.Matrices;
using FvmCompute.Prover.Sumchecks;
using FvmCompute.Verifier.Circuits;
using FvmCompute.Verifier.Proofs;
using FvmCompute.Verifier.Reduction;

namespace FvmCompute.Prover.Products;

/// <summary>Proves Y = A·Bᵀ at a drawn point by a sumcheck over the inner dimension (proof-system.md §10.4).</summary>
internal sealed class ProductProver(Transcript transcript, VirtualMatrix matrix, IProverSession session)
{
    /// <param name="claims">Gets three claims about columns.</param>
    public ProductProof Prove(MatrixProduct product, List<PointClaim> claims)
    {
        Ext2[] rho = new Ext2[product.LogRows], sigma = new Ext2[product.LogColumns];
        transcript.Challenges("product-rho"u8, rho);
        transcript.Challenges("product-sigma"u8, sigma);
        Ext2[] result = [.. sigma, .. rho];
        Ext2 value = session.EvaluateColumn(ColumnOf(product.Y), result);
        transcript.Absorb("product-value"u8, [value]);
        Ext2[] tau = new Ext2[product.LogInner], rounds = new Ext2[2 * product.LogInner];
        using IInnerSumcheck sum = session.StartProduct(ColumnOf(product.A), rho, ColumnOf(product.B), sigma);
        (Ext2 f, Ext2 g) = tau.Length == 0 ? sum.Ends : InnerRounds.Prove(transcript, "product-round"u8, sum, tau, rounds);
        transcript.Absorb("product-ends"u8, [f, g]);
        claims.Add(new(product.A, [.. tau, .. rho], f));
        claims.Add(new(product.B, [.. tau, .. sigma], g));
        claims.Add(new(product.Y, result, value));
        return new(value, rounds, [f, g]);
    }

    private ColumnRange ColumnOf(TableColumn place) => matrix.ColumnOf(place.Table, place.Column);
}
