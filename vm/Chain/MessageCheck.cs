using FvmCompute.Filecoin.Addresses;
using FvmCompute.Filecoin.Errors;
using FvmCompute.Filecoin.Messages;
using FvmCompute.Filecoin.Numbers;
using FvmCompute.Filecoin.Signatures;

namespace FvmCompute.Vm.Chain;

/// <summary>The rules for a message that need no state.</summary>
internal static class MessageCheck
{
    /// <summary>
    /// Throws <see cref="MessageRefusedException"/>, naming the field, its value and the allowed range. The signature comes last because it costs most.
    /// </summary>
    /// <param name="length">Bytes of the signed message.</param>
    /// <param name="inclusionGas">What a message of that length costs before it runs.</param>
    public static void Require(SignedMessage signed, int length, ulong inclusionGas, PoolLimits limits)
    {
        Message message = signed.Message;
        if (length > limits.MessageBytes) { throw Invalid($"the signed message has {length} bytes; allowed are at most {limits.MessageBytes}"); }

        RequireAmount("value", message.Value, PoolLimits.MaxValue);
        RequireAmount("gas fee cap", message.GasFeeCap, PoolLimits.MaxValue);
        RequireAmount("gas premium", message.GasPremium, message.GasFeeCap);
        if (message.GasLimit < (long)inclusionGas || message.GasLimit > (long)BaseFee.TipsetGasLimit)
        {
            throw Invalid($"gas limit is {message.GasLimit}; allowed are {inclusionGas} (what {length} bytes cost) to {BaseFee.TipsetGasLimit}");
        }

        if (message.From.Protocol != AddressProtocol.Secp256k1)
        {
            throw new MessageRefusedException(
                MessageRefusal.SenderKind, $"sender {message.From} is not a secp256k1 (f1) address, the only kind that can sign on this chain");
        }

        if (!Secp256k1Signer.TryVerifyCanonical(signed.Signature, message.From, message.Cid.Bytes, out FormatError error))
        {
            throw new MessageRefusedException(MessageRefusal.Signature, $"the signature of {message.From} is refused: {error.Message}");
        }
    }

    private static void RequireAmount(string field, TokenAmount amount, TokenAmount most)
    {
        if (amount.Sign < 0 || amount > most) { throw Invalid($"{field} is {amount}; allowed are 0 to {most}"); }
    }

    private static MessageRefusedException Invalid(string message) => new(MessageRefusal.Invalid, message);
}
