using System.Numerics;
using FvmCompute.Filecoin.Numbers;

namespace FvmCompute.Vm.Kernel.Syscalls;

/// <summary>Token amounts in the ABI are unsigned 128-bit numbers of attoFIL.</summary>
internal static class Amounts
{
    /// <summary>No amount on a sound chain exceeds the supply, so one that does not fit is a chain fault.</summary>
    public static UInt128 ToUInt128(TokenAmount amount, string what) =>
        amount.Sign >= 0 && amount.Atto <= (BigInteger)UInt128.MaxValue ? (UInt128)amount.Atto : throw new ChainFaultException($"{what} {amount} does not fit 128 bits");
}
