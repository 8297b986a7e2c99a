using FvmCompute.Kernels.Prover;
using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Transcripts;
using FvmCompute.Prover.Commitments;
using FvmCompute.Prover.LogUp;
using FvmCompute.Prover.Matrices;
using FvmCompute.Prover.Openings;
using FvmCompute.Prover.Products;
using FvmCompute.Prover.Reduction;
using FvmCompute.Prover.Whir;
using FvmCompute.Prover.Zerocheck;
using FvmCompute.Verifier.LogUp;
using FvmCompute.Verifier.Proofs;
using FvmCompute.Verifier.Reduction;
using FvmCompute.Verifier.Statements;
using FvmCompute.Verifier.Wire;
using FvmCompute.Verifier.Zerocheck;

namespace FvmCompute.Prover.Proving;

/// <summary>One proof from the first byte of the transcript to the last opening, in the order of proof-system.md §5.1.</summary>
internal sealed class ProofRun : IDisposable
{
    private readonly Instance _instance;
    private readonly ProverOptions _options;
    private readonly IProverSession _session;
    private readonly Transcript _transcript = new("proof"u8);
    private readonly VirtualMatrix _matrix;
    private readonly StackedMatrix _auxiliary;
    private readonly IFieldRows? _auxiliaryRows;
    private readonly List<IRowCommitment> _trees;
    private readonly WhirProver _whir;

    public ProofRun(Instance instance, CommittedDataset[] datasets, StackedMatrix auxiliary, ProverOptions options, CancellationToken cancellation)
    {
        (_instance, _auxiliary, _options) = (instance, auxiliary, options);
        _session = options.Backend.Begin(ProofPlan.Of(instance, options).Backend, cancellation);
        try { _auxiliaryRows = auxiliary.Import(_session); }
        catch
        {
            _session.Dispose();
            throw;
        }

        _matrix = new(instance, [.. datasets.Select(d => d.Rows), _auxiliaryRows]);
        _trees = [.. datasets.Select(d => d.Oracle)];
        _whir = new(_transcript, instance.Profile, _session);
    }

    /// <summary>To be called once.</summary>
    public CircuitProof Prove()
    {
        Begin(ProofPhase.Commitment);
        _transcript.Absorb("statement"u8, _instance.Statement.Encode());
        Digest root = CommitAuxiliary();
        ulong lookupNonce = new Grinder(_transcript, _session).Work("pow-lookup"u8, _instance.Profile.PowLookup);
        GkrProof? gkr = ProveTables(out ZerocheckResult zerocheck);
        Begin(ProofPhase.Products);
        List<PointClaim> claims = [];
        ProductProver products = new(_transcript, _matrix, _session);
        ProductProof[] productProofs = [.. _instance.Circuit.Products.Select(p => products.Prove(p, claims))];
        Begin(ProofPhase.Reduction);
        ReductionResult reduction = new ReductionProver(_transcript, _instance, _matrix, _session).Prove(zerocheck.Point, claims);
        Begin(ProofPhase.Folding);
        CoreProof core = new()
        {
            AuxiliaryRoot = root,
            LookupNonce = lookupNonce,
            Gkr = gkr,
            ZerocheckRounds = zerocheck.Rounds,
            Openings = zerocheck.Openings,
            Products = productProofs,
            ReductionRounds = reduction.Rounds,
            RowValues = reduction.RowValues,
            Whir = _whir.Prove(_matrix, _trees, reduction),
        };
        Begin(ProofPhase.Openings);
        byte[][] parts = [.. _whir.Levels.SelectMany(level => PartEncoder.Encode(level, MaxPartBytes(level)))];
        return new(CoreEncoding.Encode(_instance, core), parts);
    }

    /// <summary>Frees the oracles made for this proof; those of datasets stay.</summary>
    public void Dispose() => _session.Dispose();

    private int MaxPartBytes(OracleLevel level) => Math.Min(_options.MaxPartBytes, _options.MaxPartAndRecordBytes - level.RecordBytes);

    private void Begin(ProofPhase phase) => _options.Progress?.Invoke(phase);

    private Digest CommitAuxiliary()
    {
        if (_instance.AuxiliaryRows == 0) { return default; }
        IRowCommitment tree = _auxiliary.Commit(_session, _auxiliaryRows, _instance.Profile.LogInverseRate);
        _trees.Add(tree);
        _transcript.Absorb("aux-root"u8, tree.Root);
        return new(tree.Root);
    }

    /// <summary>Lookups and constraints, down to claims about columns at a point.</summary>
    private GkrProof? ProveTables(out ZerocheckResult zerocheck)
    {
        Begin(ProofPhase.Lookups);
        (Ext2 alpha, Ext2 beta) = (_transcript.Challenge("alpha"u8), _transcript.Challenge("beta"u8));
        Ext2[] theta = new Ext2[_instance.Circuit.Challenges];
        _transcript.Challenges("theta"u8, theta);
        LeafClaim leaves = new([], Ext2.Zero, alpha);
        GkrProof? gkr = _instance.Shape.HasInteractions ? ProveLookups(alpha, beta, theta, out leaves) : null;
        Ext2[] xi = new Ext2[Math.Max(leaves.Point.Length, _instance.MaxLogHeight)];
        leaves.Point.CopyTo(xi, 0);
        _transcript.Challenges("xi"u8, xi.AsSpan(leaves.Point.Length));
        (Ext2 lambda, Ext2 mu) = (_transcript.Challenge("zerocheck-lambda"u8), _transcript.Challenge("zerocheck-mu"u8));
        Begin(ProofPhase.Constraints);
        BatchChallenges challenges = new(alpha, beta, theta, xi, lambda, mu);
        using ZerocheckProver prover = new(_transcript, _instance, challenges, _matrix, _session);
        zerocheck = prover.Prove(leaves);
        return gkr;
    }

    private GkrProof ProveLookups(Ext2 alpha, Ext2 beta, Ext2[] theta, out LeafClaim claim)
    {
        using IFractionTree tree = _session.AddFractions(FractionPlans.Make(_instance, _matrix, alpha, beta, theta));
        return new GkrProver(_transcript, tree).Prove(out claim);
    }
}
