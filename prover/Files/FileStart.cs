using FvmCompute.Verifier.Verdicts;

namespace FvmCompute.Prover.Files;

/// <summary>The first bytes of a file, and what kind of file they make it.</summary>
public static class FileStart
{
    /// <summary>Bytes of the mark that tells kinds apart.</summary>
    internal const int MarkBytes = 4;

    /// <summary>The version of all formats.</summary>
    internal const ushort Version = 1;

    internal static ReadOnlySpan<byte> DatasetMark => "FVMD"u8;

    internal static ReadOnlySpan<byte> WitnessMark => "FVMW"u8;

    internal static ReadOnlySpan<byte> ProofMark => "FVMS"u8;

    /// <summary>What a file says that it is. No circuit begins like another kind: its first two bytes are a number of tables, 64 at most.</summary>
    /// <param name="file">Seekable.</param>
    public static ProofFileKind KindOf(Stream file)
    {
        ReadOnlySpan<byte> mark = Read(file, MarkBytes);
        if (mark.SequenceEqual(DatasetMark)) { return ProofFileKind.Dataset; }
        if (mark.SequenceEqual(WitnessMark)) { return ProofFileKind.Witness; }
        return mark.SequenceEqual(ProofMark) ? ProofFileKind.Proof : ProofFileKind.Circuit;
    }

    /// <summary>The first bytes of a file: at most so many, fewer where it is shorter.</summary>
    internal static byte[] Read(Stream file, int most)
    {
        byte[] bytes = new byte[(int)Math.Min(most, file.Length)];
        file.Position = 0;
        int read = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return bytes[..read];
    }

    /// <summary>A file that is read whole, unless it is too long for that.</summary>
    internal static Rejection? TryReadAll(Stream file, string what, int most, out byte[] bytes)
    {
        bytes = [];
        if (file.Length > most) { return Rejection.TooLarge(Reason.Decode, $"bytes of the {what} file", 0, (ulong)most, (ulong)file.Length); }
        bytes = Read(file, most);
        return null;
    }
}
