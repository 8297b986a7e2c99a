using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Transcripts;
using FvmCompute.Verifier.Circuits;
using FvmCompute.Verifier.Proofs;
using FvmCompute.Verifier.Reduction;
using FvmCompute.Verifier.Sumchecks;
using FvmCompute.Verifier.Verdicts;

namespace FvmCompute.Verifier.Products;

/// <summary>Matrix products Y = A·Bᵀ by one sumcheck each (proof-system.md §10.4; Thaler, CRYPTO 2013).</summary>
internal static class ProductVerifier
{
    /// <summary>Reduces a product to three claims about columns at points; low coordinates first.</summary>
    public static Rejection? Verify(Transcript transcript, MatrixProduct product, ProductProof proof, int number, ICollection<PointClaim> claims)
    {
        (Ext2[] rho, Ext2[] sigma) = (new Ext2[product.LogRows], new Ext2[product.LogColumns]);
        transcript.Challenges("product-rho"u8, rho);
        transcript.Challenges("product-sigma"u8, sigma);
        transcript.Absorb("product-value"u8, [proof.Value]);
        Ext2[] tau = new Ext2[product.LogInner];
        Ext2 claim = proof.Value;
        for (int variable = tau.Length - 1; variable >= 0; variable--)
        {
            ReadOnlySpan<Ext2> sent = proof.Rounds.AsSpan(2 * (tau.Length - 1 - variable), 2);
            tau[variable] = transcript.Round("product-round"u8, sent);
            claim = SumcheckRound.BindPlain(claim, sent[0], sent[1], tau[variable]);
        }

        // §10.4: c = f·g.
        Ext2 expected = proof.Ends[0] * proof.Ends[1];
        if (claim != expected) { return Rejection.Of(Reason.ProductFinal, "product", number, expected.ToString(), claim); }
        transcript.Absorb("product-ends"u8, proof.Ends);
        claims.Add(new(product.A, [.. tau, .. rho], proof.Ends[0]));
        claims.Add(new(product.B, [.. tau, .. sigma], proof.Ends[1]));
        claims.Add(new(product.Y, [.. sigma, .. rho], proof.Value));
        return null;
    }
}
