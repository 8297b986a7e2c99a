using FvmCompute.Verifier.Verdicts;
using FvmCompute.Verifier.Wire;

namespace FvmCompute.Prover.Files;

/// <summary>A proof file: all that a verifier needs.</summary>
/// <param name="Statement">As <see cref="Verifier.Statements.StatementDecoding"/> reads it; nothing in it is checked here.</param>
/// <param name="Proof">As <see cref="Verifier.Proofs.ProofEncoding"/> reads it.</param>
public sealed record ProofFile(byte[] Statement, byte[] Proof)
{
    /// <summary>The longest file that is read; its statement takes up to 20 times its bytes in memory, as <see cref="CircuitFile.MaxBytes"/> says.</summary>
    public const int MaxBytes = CircuitFile.MaxBytes;

    /// <summary>Takes a file apart.</summary>
    /// <param name="file">Seekable.</param>
    /// <returns>Null and statement and proof, or what is wrong.</returns>
    public static Rejection? TryRead(Stream file, out ProofFile? proof)
    {
        proof = null;
        if (FileStart.TryReadAll(file, "proof", MaxBytes, out byte[] bytes) is { } tooLong) { return tooLong; }
        WireReader reader = new(bytes, Reason.Decode);
        FileHeader.ReadMark(ref reader, FileStart.ProofMark);
        ReadOnlySpan<byte> statement = reader.Bytes("statement", (int)Math.Min(reader.U32("statement"), int.MaxValue));
        if (reader.Fault is { } fault) { return fault; }
        proof = new(statement.ToArray(), bytes[reader.Position..]);
        return null;
    }

    /// <summary>Writes the file.</summary>
    public void Write(Stream file)
    {
        file.Write(FileHeader.WriteMark(FileStart.ProofMark).U32((uint)Statement.Length).Bytes(Statement).ToArray());
        file.Write(Proof);
    }
}
