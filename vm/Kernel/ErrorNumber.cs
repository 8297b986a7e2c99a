namespace FvmCompute.Vm.Kernel;

/// <summary>What a host call returns to the actor (FIP-0030); zero is success.</summary>
public enum ErrorNumber : uint
{
    None = 0,
    IllegalArgument = 1,
    IllegalOperation = 2,
    LimitExceeded = 3,
    AssertionFailed = 4,
    InsufficientFunds = 5,
    NotFound = 6,
    InvalidHandle = 7,
    IllegalCid = 8,
    IllegalCodec = 9,
    Serialization = 10,
    Forbidden = 11,
    BufferTooSmall = 12,
    ReadOnly = 13,
}
