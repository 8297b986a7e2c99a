using FvmCompute.Verifier.Verdicts;

namespace FvmCompute.Prover.Proving;

/// <summary>The witness does not satisfy the statement: its proof would be refused.</summary>
public sealed class UnsatisfiedException(Rejection rejection)
    : Exception($"the witness does not satisfy the statement: {Describe(rejection.Reason)} ({rejection})")
{
    /// <summary>What a verifier says of the proof.</summary>
    public Rejection Rejection { get; } = rejection;

    private static string Describe(Reason reason) => reason switch
    {
        Reason.GkrLayer or Reason.GkrRootZero => "messages sent and received on the buses do not cancel",
        Reason.ZerocheckFinal => "a constraint is not 0 on all its rows",
        Reason.ProductFinal => "a matrix product is wrong",
        Reason.ReductionFinal => "a linear claim is wrong",
        _ => "an opening is wrong",
    };
}
