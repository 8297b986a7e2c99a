namespace FvmCompute.Vm.Kernel;

/// <summary>How an invocation ended (FIP-0030): zero is success, 1 to 15 belong to the system, from 16 on they are the actor's own.</summary>
public readonly record struct ExitCode(uint Value)
{
    /// <summary>Exit codes below are reserved for the system; an actor that exits with one gets <see cref="IllegalExitCode"/>.</summary>
    public const uint FirstUserValue = 16;

    public static readonly ExitCode Ok = new(0);
    public static readonly ExitCode SenderInvalid = new(1);
    public static readonly ExitCode SenderStateInvalid = new(2);
    public static readonly ExitCode IllegalInstruction = new(4);
    public static readonly ExitCode InvalidReceiver = new(5);
    public static readonly ExitCode InsufficientFunds = new(6);
    public static readonly ExitCode OutOfGas = new(7);
    public static readonly ExitCode IllegalExitCode = new(9);
    public static readonly ExitCode AssertionFailed = new(10);
    public static readonly ExitCode MissingReturn = new(11);

    public bool IsSuccess => Value == 0;

    /// <summary>Whether an actor may not give this code itself.</summary>
    public bool IsReserved => Value is > 0 and < FirstUserValue;

    public string? Name => Value switch
    {
        0 => "Ok",
        1 => "SenderInvalid",
        2 => "SenderStateInvalid",
        4 => "IllegalInstruction",
        5 => "InvalidReceiver",
        6 => "InsufficientFunds",
        7 => "OutOfGas",
        9 => "IllegalExitCode",
        10 => "AssertionFailed",
        11 => "MissingReturn",
        16 => "UserIllegalArgument",
        17 => "UserNotFound",
        18 => "UserForbidden",
        19 => "UserInsufficientFunds",
        20 => "UserIllegalState",
        21 => "UserSerialization",
        22 => "UserUnhandledMessage",
        23 => "UserUnspecified",
        24 => "UserAssertionFailed",
        25 => "UserReadOnly",
        26 => "UserNotPayable",
        _ => null,
    };

    public override string ToString() => Name is null ? $"{Value}" : $"{Value} ({Name})";
}
