namespace FvmCompute.Vm.Tests.Actors.Market;

/// <summary>Exit codes of <c>actors/compute-market/INTERFACE.md</c>.</summary>
public enum MarketExit : uint
{
    Ok = 0,
    IllegalArgument = 16,
    NotFound = 17,
    Forbidden = 18,
    InsufficientFunds = 19,
    Serialization = 21,
    UnhandledMessage = 22,
    NotPayable = 26,
    JobNotOpen = 32,
    JobNotAccepted = 33,
    JobEnded = 34,
    TooEarly = 35,
    TooLate = 36,
    AttestationMalformed = 37,
    AttestationForeign = 38,
    AttestationMismatch = 39,
    SignatureInvalid = 40,
    SignatureForm = 41,
    ProofLength = 42,
    ProofNode = 43,
    ProofPath = 44,
    BondExhausted = 45,
    ProviderBusy = 46,
    JobKind = 47,
    StatementMismatch = 48,
    ProofRefused = 49,
    ProofNotBegun = 50,
}
