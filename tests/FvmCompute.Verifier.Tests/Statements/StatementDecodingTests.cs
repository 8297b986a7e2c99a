using FvmCompute.Verifier.Statements;
using FvmCompute.Verifier.Verdicts;

namespace FvmCompute.Verifier.Tests.Statements;

public class StatementDecodingTests
{
    public static TheoryData<string> Names() => [.. ReferenceProof.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void TryDecode_ReferenceStatement_EncodesToTheSameBytes(string name)
    {
        ReferenceProof proof = ReferenceProof.Load(name);
        Assert.Equal(proof.StatementBytes, proof.Statement.Encode());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void TryDecode_EveryTruncationAndATrailingByte_IsRefused(string name)
    {
        byte[] bytes = ReferenceProof.Load(name).StatementBytes;
        for (int length = 0; length < bytes.Length; length++)
        {
            Rejection? rejection = StatementDecoding.TryDecode(bytes.AsSpan(0, length), out Statement? statement);
            Assert.Null(statement);
            Assert.Equal(Reason.Statement, rejection?.Reason);
        }

        Assert.Equal("no more bytes", StatementDecoding.TryDecode([.. bytes, 0], out _)?.Expected);
    }

    /// <summary>No byte is without meaning: what still decodes encodes to the changed bytes, and no changed statement fits the proof.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Verify_EveryByteOfTheStatementChanged_IsRefused(string name)
    {
        ReferenceProof proof = ReferenceProof.Load(name);
        byte[] bytes = [.. proof.StatementBytes];
        for (int i = 0; i < bytes.Length; i++)
        {
            foreach (byte change in new byte[] { 0x01, 0x80, 0xFF })
            {
                bytes[i] ^= change;
                if (StatementDecoding.TryDecode(bytes, out Statement? changed) is null) { Assert.Equal(bytes, changed!.Encode()); }
                Assert.False(Proofs(bytes, proof).IsAccepted, $"byte {i} ^ {change:x2} was accepted");
                bytes[i] ^= change;
            }
        }
    }

    /// <summary>Counts of 65535 and more in a few bytes: refused before memory of that size is taken.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void TryDecode_HostileCounts_TakeLittleMemory(string name)
    {
        byte[] bytes = [.. ReferenceProof.Load(name).StatementBytes];
        StatementDecoding.TryDecode(bytes, out _);
        for (int i = 66; i < bytes.Length - 4; i++)
        {
            byte[] hostile = [.. bytes];
            hostile.AsSpan(i, 4).Fill(0xFF);
            long before = GC.GetAllocatedBytesForCurrentThread();
            StatementDecoding.TryDecode(hostile, out _);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 40 * bytes.Length);
        }
    }

    private static Verdict Proofs(byte[] statement, ReferenceProof proof) =>
        FvmCompute.Verifier.Proofs.ProofVerifier.Verify(statement, proof.Bytes, ReferenceProof.Options);
}
