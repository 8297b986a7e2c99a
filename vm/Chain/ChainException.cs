namespace FvmCompute.Vm.Chain;

/// <summary>The chain cannot be opened or does not have what was asked for.</summary>
public class ChainException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// The chain has stopped: a bug or a failing device made the next step impossible. What was committed is safe; opening it again resumes there.
/// </summary>
public sealed class ChainStoppedException(Exception cause) : ChainException($"the chain has stopped: {cause.Message}", cause);

/// <summary>Why a message was not taken into the pool.</summary>
public enum MessageRefusal
{
    /// <summary>A field is outside its range, or the message is too large.</summary>
    Invalid,

    /// <summary>The sender's kind of address cannot sign here.</summary>
    SenderKind,

    Signature,

    /// <summary>No actor with the sender's address.</summary>
    UnknownSender,

    NonceTooLow,

    /// <summary>Too far after the sender's next nonce.</summary>
    NonceGap,

    /// <summary>Another message with this nonce waits, and the premium is not enough to replace it.</summary>
    ReplacementUnderpriced,

    /// <summary>The balance does not cover what the sender's waiting messages may cost.</summary>
    InsufficientFunds,

    PoolFull,
}

/// <summary>A message was not accepted; nothing was kept.</summary>
public sealed class MessageRefusedException(MessageRefusal reason, string message) : ChainException(message)
{
    public MessageRefusal Reason { get; } = reason;
}

/// <summary>A message that had been accepted will not be executed: it was replaced, or could not be included.</summary>
public sealed class MessageDroppedException(Filecoin.Cids.Cid message, string why) : ChainException($"message {message} was dropped: {why}");
