using FvmCompute.Vm.Gas;
using FvmCompute.Vm.Trace;

namespace FvmCompute.Bench.Gas;

/// <summary>What a message's gas was paid for.</summary>
internal enum GasUse
{
    /// <summary>1300 gas for each byte of the message and of what it returns.</summary>
    Bytes,

    /// <summary>Calls of crypto.hash.</summary>
    Hashing,

    /// <summary>Instructions, and the memory they take.</summary>
    Wasm,

    /// <summary>Blocks and roots: host calls of the modules ipld and self.</summary>
    State,

    /// <summary>Calls of crypto.verify_signature.</summary>
    Signature,

    /// <summary>The fixed price of a message, calls to actors, payments, events, and every other host call.</summary>
    Other,
}

/// <summary>What messages cost, in milligas by use, out of the charges of their traces.</summary>
internal sealed class GasSplit
{
    public const ulong MilligasPerByte = 1_300_000;

    private readonly ulong[] _milligas = new ulong[Enum.GetValues<GasUse>().Length];
    private readonly ulong _messageMilligas;

    private GasSplit(int messageBytes) => _messageMilligas = (ulong)messageBytes * MilligasPerByte;

    public static GasSplit Zero => new(0);

    public ulong this[GasUse use] => _milligas[(int)use];

    public ulong Total => _milligas.Aggregate(0UL, (sum, part) => sum + part);

    public int Hashes { get; private set; }

    public static GasSplit Of(Executed message)
    {
        GasSplit split = new(message.Bytes);
        split.Add(message.Result.Trace!.Steps, GasUse.Other);
        return split;
    }

    public static GasSplit operator +(GasSplit left, GasSplit right)
    {
        GasSplit sum = Zero;
        for (int i = 0; i < sum._milligas.Length; i++) { sum._milligas[i] = left._milligas[i] + right._milligas[i]; }
        sum.Hashes = left.Hashes + right.Hashes;
        return sum;
    }

    private void Add(IReadOnlyList<TraceStep> steps, GasUse use)
    {
        foreach (TraceStep step in steps)
        {
            switch (step)
            {
                case GasStep gas: Add(gas.Charge, use); break;
                case SyscallStep syscall:
                    Hashes += syscall.Name == "crypto.hash" ? 1 : 0;
                    Add(syscall.Steps, UseOf(syscall.Name));
                    break;
                case CallStep call: Add(call.Steps, GasUse.Other); break;
            }
        }
    }

    private static GasUse UseOf(string syscall) => syscall switch
    {
        "crypto.hash" => GasUse.Hashing,
        "crypto.verify_signature" => GasUse.Signature,
        _ when syscall.StartsWith("ipld.", StringComparison.Ordinal) || syscall.StartsWith("self.", StringComparison.Ordinal) => GasUse.State,
        _ => GasUse.Other,
    };

    private void Add(GasCharge charge, GasUse use)
    {
        ulong total = charge.Total.Milligas;
        switch (charge.Name)
        {
            case "OnChainMessage":
                _milligas[(int)GasUse.Bytes] += _messageMilligas;
                _milligas[(int)GasUse.Other] += total - _messageMilligas;
                break;
            case "OnChainReturnValue": _milligas[(int)GasUse.Bytes] += total; break;
            case "wasm_exec" or "wasm_memory_init" or "wasm_table_init": _milligas[(int)GasUse.Wasm] += total; break;
            default: _milligas[(int)use] += total; break;
        }
    }
}
