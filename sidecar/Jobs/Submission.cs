using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using FvmCompute.Filecoin.Numbers;
using FvmCompute.Sidecar.Circuits;
using FvmCompute.Sidecar.Configuration;
using FvmCompute.Sidecar.Pieces;
using FvmCompute.Sidecar.Settlement;
using FvmCompute.V1;
using Google.Protobuf;
using Grpc.Core;

namespace FvmCompute.Sidecar.Jobs;

/// <summary>A request that was checked: what the market will be asked.</summary>
/// <param name="Deadline">Last epoch at which the job may settle.</param>
public sealed record Submission(SubmitJobRequest Request, MarketPlan Plan, TokenAmount MaxPrice, long Deadline)
{
    private const int MaxRequestIdLength = 128;

    /// <summary>Digest of everything but the request id: the same id with another digest is a conflict.</summary>
    public byte[] ContentHash
    {
        get
        {
            SubmitJobRequest content = Request.Clone();
            content.RequestId = "";
            return SHA256.HashData(content.ToByteArray());
        }
    }

    /// <param name="head">Epoch of the head.</param>
    /// <param name="settings">Limits, and the deadline of a job that has none.</param>
    /// <param name="market">Parameters of the market: the earliest and the latest deadline follow from them.</param>
    /// <exception cref="SubmissionException">A field is out of range.</exception>
    public static Submission Read(SubmitJobRequest request, long head, Settings settings, MarketParams market)
    {
        if (request.RequestId.Length > MaxRequestIdLength || request.RequestId.Any(letter => letter is < '!' or > '~'))
        {
            throw SubmissionException.Invalid("request_id", $"must be at most {MaxRequestIdLength} visible ASCII characters");
        }

        MarketPlan plan = request.Spec?.KindCase switch
        {
            JobSpec.KindOneofCase.Possession => ReadPlan(request.Spec.Possession),
            JobSpec.KindOneofCase.Circuit => CircuitSubmission.Read(request.Spec.Circuit, settings),
            _ => throw SubmissionException.Invalid("spec.kind", "is not set; known are possession and circuit"),
        };
        TokenAmount price = ReadPrice(request.Spec.MaxPrice);
        return new Submission(request, plan, price, ReadDeadline(request.Spec.DeadlineEpoch, head, settings.DefaultDeadlineEpochs, market));
    }

    /// <summary>A job that was checked when it was accepted, from its record.</summary>
    public static Submission Restore(JobRecord record)
    {
        JobSpec spec = record.Job.Spec;
        MarketPlan plan = spec.KindCase == JobSpec.KindOneofCase.Circuit ? CircuitSubmission.Restore(spec.Circuit) : ReadPlan(spec.Possession);
        return new Submission(record.Request, plan, ReadPrice(spec.MaxPrice), spec.DeadlineEpoch);
    }

    private static PossessionPlan ReadPlan(PossessionSpec spec)
    {
        PieceStatement piece = PieceStatement.Read(spec.PieceCid, spec.PaddedSize, "spec.possession");
        if (piece.PaddedBytes > PossessionPlan.MaxPaddedSize)
        {
            throw SubmissionException.Invalid(
                "spec.possession.padded_size", $"is {piece.PaddedBytes}; the market takes {PossessionPlan.MinPaddedSize} to {PossessionPlan.MaxPaddedSize}");
        }

        ulong most = PossessionPlan.MaxChallenges(piece.PaddedBytes);
        return spec.Challenges >= 1 && spec.Challenges <= most
            ? new PossessionPlan(piece.Root, piece.PaddedBytes, spec.Challenges)
            : throw SubmissionException.Invalid(
                "spec.possession.challenges", $"is {spec.Challenges}; 1 to {most} are allowed for a piece of {piece.PaddedBytes} bytes");
    }

    private static TokenAmount ReadPrice(string text)
    {
        BigInteger most = (BigInteger.One << 96) - 1;
        return BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out BigInteger price) && price >= 1 && price <= most
            ? new TokenAmount(price)
            : throw SubmissionException.Invalid(
                "spec.max_price", $"is '{(text.Length <= 40 ? text : text[..40] + "…")}'; a whole number of attoFIL from 1 to {most} is needed");
    }

    private static long ReadDeadline(long epoch, long head, long defaultDeadline, MarketParams market)
    {
        long deadline = epoch == 0 ? head + defaultDeadline : epoch;
        long least = head + (long)market.ChallengeDelay + 2, most = head + (long)market.MaxDuration;
        return deadline >= least && deadline <= most
            ? deadline
            : throw new SubmissionException(
                StatusCode.InvalidArgument, $"spec.deadline_epoch is {deadline}; the head is at epoch {head}, so {least} to {most} are allowed",
                new FieldProblem("spec.deadline_epoch", $"is {deadline}; {least} to {most} are allowed"));
    }
}
