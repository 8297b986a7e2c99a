namespace FvmCompute.Sidecar.Settlement;

/// <summary>Method numbers of the compute-market actor: FRC-42 of the method's name (actors/compute-market/INTERFACE.md).</summary>
public enum MarketMethod : ulong
{
    Constructor = 1,
    RegisterProvider = 3373986428,
    Unregister = 3334204469,
    PostJob = 2400978026,
    Accept = 89473238,
    Settle = 2843795913,
    BeginProof = 2143614679,
    ProofPart = 459008525,
    Cancel = 3365893656,
    Expire = 1748712364,
    Withdraw = 854052278,
    GetJob = 340858087,
    GetProvider = 865796260,
    GetCredit = 859140574,
    GetParams = 1155633211,
    GetChallenge = 1004417981,
    GetProof = 1352409210,
}

/// <summary>Exit codes of the compute-market actor on which the sidecar acts; all others are shown as they are.</summary>
public static class MarketExit
{
    public const uint TooLate = 36;
    public const uint ProofNotBegun = 50;
}
