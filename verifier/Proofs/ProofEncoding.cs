using FvmCompute.Verifier.Verdicts;
using FvmCompute.Verifier.Wire;

namespace FvmCompute.Verifier.Proofs;

/// <summary>A proof as one byte string: the core and the parts that open its oracles (proof-system.md §14).</summary>
public static class ProofEncoding
{
    /// <summary>Puts a proof together.</summary>
    /// <param name="parts">65535 at most.</param>
    public static byte[] Encode(ReadOnlySpan<byte> core, IReadOnlyCollection<byte[]> parts)
    {
        WireWriter writer = new();
        writer.U32((uint)core.Length).Bytes(core).U16(checked((ushort)parts.Count));
        foreach (byte[] part in parts) { writer.U32((uint)part.Length).Bytes(part); }
        return writer.ToArray();
    }

    /// <summary>Takes a proof apart.</summary>
    /// <param name="core">Where the core lies in the bytes.</param>
    /// <param name="parts">Where the parts lie in the bytes.</param>
    /// <returns>Null, or what is wrong.</returns>
    public static Rejection? TryDecode(ReadOnlySpan<byte> bytes, out Range core, out Range[] parts)
    {
        WireReader reader = new(bytes, Reason.Decode);
        core = Take(ref reader, "core");
        ushort count = reader.U16("parts");
        parts = reader.CanHold("parts", count, sizeof(uint)) ? new Range[count] : [];
        for (int i = 0; i < parts.Length; i++) { parts[i] = Take(ref reader, "part"); }
        return reader.End("proof");
    }

    private static Range Take(ref WireReader reader, string where)
    {
        int length = reader.Bytes(where, (int)Math.Min(reader.U32(where), int.MaxValue)).Length;
        return (reader.Position - length)..reader.Position;
    }
}
