using FvmCompute.Filecoin.Cbor;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Errors;
using FvmCompute.Vm.Kernel;

namespace FvmCompute.Vm.Machine;

/// <summary>The result of a message on the chain. <paramref name="EventsRoot"/> is the root of an array of the events, null if there are none.</summary>
public sealed record Receipt(ExitCode ExitCode, ReadOnlyMemory<byte> ReturnData, ulong GasUsed, Cid? EventsRoot)
{
    /// <summary>The tuple [exit code, return data, gas used, events root or null] (FIP-0049).</summary>
    public byte[] ToBytes()
    {
        CborWriter writer = new(256);
        writer.WriteListStart(4);
        writer.WriteUInt64(ExitCode.Value);
        writer.WriteBytes(ReturnData.Span);
        writer.WriteUInt64(GasUsed);
        if (EventsRoot is null) { writer.WriteNull(); }
        else { writer.WriteLink(EventsRoot); }

        byte[] bytes = writer.ToArray();
        writer.Dispose();
        return bytes;
    }

    /// <summary>Reads the tuple; throws <see cref="FilecoinFormatException"/> on anything else.</summary>
    public static Receipt Decode(ReadOnlySpan<byte> cbor)
    {
        CborReader reader = new(cbor);
        reader.ReadTupleStart(4);
        ulong exitCode = reader.ReadUInt64();
        if (exitCode > uint.MaxValue) { throw reader.Refuse("receipt.exitCode", $"exit code {exitCode} does not fit 32 bits"); }

        byte[] returnData = reader.ReadBytes().ToArray();
        ulong gasUsed = reader.ReadUInt64();
        Cid? events = reader.TakeNull() ? null : reader.ReadLink();
        reader.ReadEnd();
        return new Receipt(new ExitCode((uint)exitCode), returnData, gasUsed, events);
    }
}
