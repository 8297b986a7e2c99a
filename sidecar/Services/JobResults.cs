using FvmCompute.Filecoin.Cids;
using FvmCompute.Sidecar.Jobs;
using FvmCompute.V1;

namespace FvmCompute.Sidecar.Services;

/// <summary>The result of a job, from its record.</summary>
public static class JobResults
{
    public static JobResult Of(JobRecord record)
    {
        var result = new JobResult
        {
            Grade = TrustGrade.Proven,
            Attestation = record.Attestation,
            AttestationCid = Cid.DagCbor(record.Attestation.Span).ToString(),
            Signature = record.Signature,
            ProviderAddress = record.ProviderAddress,
            ProofBytes = record.ProofBytes,
            ProofBlake2B256 = record.ProofHash,
        };
        if (record.Circuit is { } circuit) { result.Circuit = circuit; } else { result.Possession = PossessionOf(record); }
        return result;
    }

    private static PossessionResult PossessionOf(JobRecord record) => new()
    {
        PieceCidV1 = record.PieceCidV1,
        PieceCidV2 = record.PieceCidV2,
        PaddedSize = record.PaddedSize,
        ChallengeSeed = record.ChallengeSeed,
        LeafIndexes = { record.LeafIndexes },
    };
}
