using Grpc.Core;

namespace FvmCompute.Sidecar.Jobs;

/// <summary>One field of a request that cannot be taken.</summary>
/// <param name="Field">Path in the request, such as <c>spec.possession.challenges</c>.</param>
/// <param name="Problem">The value and the allowed range, as the rest of a sentence that starts with the field's name.</param>
public sealed record FieldProblem(string Field, string Problem);

/// <summary>A request that cannot be taken as it is.</summary>
public sealed class SubmissionException(StatusCode code, string message, params FieldProblem[] problems) : Exception(message)
{
    public StatusCode Code { get; } = code;

    public IReadOnlyList<FieldProblem> Problems { get; } = problems;

    /// <summary>INVALID_ARGUMENT that names one field.</summary>
    public static SubmissionException Invalid(string field, string problem) =>
        new(StatusCode.InvalidArgument, $"{field} {problem}", new FieldProblem(field, problem));
}
