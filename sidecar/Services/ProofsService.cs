using FvmCompute.Sidecar.Jobs;
using FvmCompute.Sidecar.Pieces;
using FvmCompute.V1;
using FvmCompute.Verifier.Possession;
using Grpc.Core;

namespace FvmCompute.Sidecar.Services;

/// <summary>fvmcompute.v1.Proofs: checks of possession proofs. A refused proof is an answer; a malformed question is an error.</summary>
public sealed class ProofsService : Proofs.ProofsBase
{
    public override Task<ProofVerdict> VerifyProof(VerifyProofRequest request, ServerCallContext context) => Task.FromResult(Verify(request, 0));

    public override async Task CheckBatch(
        IAsyncStreamReader<CheckBatchRequest> requestStream, IServerStreamWriter<ProofVerdict> responseStream, ServerCallContext context)
    {
        for (ulong index = 0; await requestStream.MoveNext(context.CancellationToken); index++)
        {
            await responseStream.WriteAsync(Verify(requestStream.Current.Item ?? new VerifyProofRequest(), index), context.CancellationToken);
        }
    }

    private static ProofVerdict Verify(VerifyProofRequest request, ulong index)
    {
        if (request.KindCase != VerifyProofRequest.KindOneofCase.Possession) { throw SubmissionException.Invalid("kind", "is not set; known is possession"); }
        PieceStatement piece = PieceStatement.Read(request.Possession.PieceCid, request.Possession.PaddedSize, "possession");
        PossessionVerdict verdict = PossessionVerifier.Verify(piece.Root, piece.Height, [.. request.Possession.LeafIndexes], request.Possession.Proof.Span);
        return new ProofVerdict
        {
            Index = index,
            Accepted = verdict.IsValid,
            ReasonCode = verdict.IsValid ? "" : "possession." + verdict.Reason.ToString().ToLowerInvariant(),
            Reason = verdict.IsValid ? "" : Sentence(verdict),
        };
    }

    private static string Sentence(PossessionVerdict verdict) => verdict.Reason switch
    {
        PossessionReason.Statement => "no leaf is asked for, or the piece is impossible",
        PossessionReason.LeafIndex => $"leaf index {verdict.Challenge} (from 0) is not below the number of leaves",
        PossessionReason.ProofLength => "the proof has not one leaf and one path for each index",
        PossessionReason.NodeRange => $"a node of challenge {verdict.Challenge} has one of its two top bits set",
        _ => $"the path of challenge {verdict.Challenge} leads to another root",
    };
}
