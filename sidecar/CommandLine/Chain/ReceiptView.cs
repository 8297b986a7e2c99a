using System.Globalization;
using System.Numerics;
using System.Text;
using FvmCompute.Filecoin.Cbor;
using FvmCompute.V1;

namespace FvmCompute.Sidecar.CommandLine.Chain;

/// <summary>A receipt as commands print it.</summary>
internal sealed record ReceiptView(
    string Cid, long Epoch, uint ExitCode, string ExitMessage, string ReturnData, ulong GasUsed, IReadOnlyList<EventView> Events)
{
    public static ReceiptView Of(MessageReceipt receipt) => new(
        receipt.Cid, receipt.Epoch, receipt.ExitCode, receipt.ExitMessage, Convert.ToHexStringLower(receipt.ReturnData.Span), receipt.GasUsed,
        [.. receipt.Events.Select(EventView.Of)]);

    public void Print(TextWriter text)
    {
        text.WriteLine($"message    {Cid}");
        text.WriteLine($"epoch      {Epoch}");
        text.WriteLine($"exit code  {ExitCode}{(ExitMessage.Length > 0 ? $" ({ExitMessage})" : "")}");
        text.WriteLine($"gas used   {GasUsed}");
        if (ReturnData.Length > 0) { text.WriteLine($"returned   {ReturnData}"); }
        foreach (EventView entry in Events) { text.WriteLine($"event      {entry}"); }
    }
}

/// <summary>An event: CBOR integers and texts as such, the market's amounts as decimal attoFIL, all else in hex.</summary>
internal sealed record EventView(long Epoch, string Emitter, IReadOnlyDictionary<string, string> Entries)
{
    private static readonly HashSet<string> Amounts = ["bond", "escrow", "price", "collateral", "paid", "refunded", "forfeited", "amount", "returned"];

    public static EventView Of(ActorEvent source)
    {
        Dictionary<string, string> entries = [];
        foreach (EventEntry entry in source.Entries) { entries[entry.Key] = Value(entry.Key, entry.Value.Span); }
        return new EventView(source.Epoch, source.Emitter, entries);
    }

    public override string ToString() => $"{Emitter}: {string.Join(", ", Entries.Select(entry => $"{entry.Key} {entry.Value}"))}";

    private static string Value(string key, ReadOnlySpan<byte> cbor)
    {
        var reader = new CborReader(cbor);
        switch (reader.Peek())
        {
            case CborKind.Unsigned when reader.TryReadUInt64(out ulong number) && reader.TryReadEnd():
                return $"{number}";
            case CborKind.Text when reader.TryReadTextBytes(out ReadOnlySpan<byte> text) && reader.TryReadEnd():
                return Encoding.UTF8.GetString(text);
            case CborKind.Bytes when reader.TryReadBytes(out ReadOnlySpan<byte> bytes) && reader.TryReadEnd():
                return Amounts.Contains(key) && (bytes.IsEmpty || bytes[0] == 0)
                    ? new BigInteger(bytes, isUnsigned: true, isBigEndian: true).ToString(CultureInfo.InvariantCulture)
                    : Convert.ToHexStringLower(bytes);
            default:
                return Convert.ToHexStringLower(cbor);
        }
    }
}
