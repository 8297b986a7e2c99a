using FvmCompute.Verifier.Openings;
using FvmCompute.Verifier.Proofs;
using FvmCompute.Verifier.Verdicts;
using FvmCompute.Verifier.Wire;

namespace FvmCompute.Verifier.Tests.Proofs;

public class SplitVerifierTests
{
    public static TheoryData<string> Names() => [.. ReferenceProof.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Advance_AllPartsInOrder_Completes(string name)
    {
        ReferenceProof proof = ReferenceProof.Load(name);
        SplitStart start = Begin(proof);
        Continuation state = start.Continuation;
        foreach (byte[] part in proof.Parts)
        {
            Assert.False(state.IsComplete);
            Verdict verdict = SplitVerifier.Advance(state.Hash(), state, start.Records[state.Level].Encode(), part, out Continuation? next);
            Assert.Equal(Verdict.Accepted, verdict);
            Assert.NotEqual(state.Hash(), next!.Hash());
            state = next;
        }

        Assert.True(state.IsComplete);
        Assert.False(SplitVerifier.Advance(state.Hash(), state, start.Records[^1].Encode(), proof.Parts[^1], out _).IsAccepted);
    }

    [Fact]
    public void Advance_MessageThatDoesNotContinueTheState_IsRefused()
    {
        ReferenceProof proof = ReferenceProof.Load("sorted-sum");
        SplitStart start = Begin(proof);
        Continuation state = start.Continuation;
        Digest stored = state.Hash();
        byte[] record = start.Records[0].Encode();
        Assert.Equal("reject:continuation", Code(stored, state with { First = 1 }, record));
        Assert.Equal("reject:continuation", Code(stored, state with { Level = 1 }, record));
        Assert.Equal("reject:continuation", Code(stored, state with { Level = 200 }, record));
        Assert.Equal("reject:continuation", Code(stored, state with { StatementHash = default }, record));
        Assert.Equal("reject:continuation", Code(stored, state with { RecordHashes = state.RecordHashes.SetItem(2, default) }, record));
        Assert.Equal("reject:continuation", Code(stored, state with { RecordHashes = [] }, record));
        Assert.Equal("reject:continuation", Code(stored, state with { RecordHashes = [.. Enumerable.Repeat(stored, 256)] }, record));
        Assert.Equal("reject:continuation", Code(stored, state, start.Records[1].Encode()));
        Assert.Equal("accept", Code(stored, state, record));

        string Code(Digest hash, Continuation claimed, byte[] bytes) => SplitVerifier.Advance(hash, claimed, bytes, proof.Parts[0], out _).Code;
    }

    [Fact]
    public void Advance_PartThatIsNotNext_IsRefused()
    {
        ReferenceProof proof = ReferenceProof.Load("group-by");
        SplitStart start = Begin(proof);
        Continuation state = start.Continuation;
        byte[] record = start.Records[0].Encode();
        for (int i = 1; i < proof.Parts.Length; i++)
        {
            Verdict verdict = SplitVerifier.Advance(state.Hash(), state, record, proof.Parts[i], out Continuation? next);
            Assert.Equal("reject:part-order", verdict.Code);
            Assert.Null(next);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void LevelRecord_Bytes_RoundTripAndEveryTruncationIsRefused(string name)
    {
        foreach (LevelRecord record in Begin(ReferenceProof.Load(name)).Records)
        {
            byte[] bytes = record.Encode();
            Assert.Null(LevelRecord.TryDecode(bytes, out LevelRecord? decoded));
            Assert.Equal(bytes, decoded!.Encode());
            Assert.Equal("no more bytes", LevelRecord.TryDecode([.. bytes, 0], out _)?.Expected);
            for (int length = 0; length < bytes.Length; length++)
            {
                Assert.Equal(Reason.Decode, LevelRecord.TryDecode(bytes.AsSpan(0, length), out _)?.Reason);
            }
        }
    }

    [Fact]
    public void Begin_RefusedCore_GivesNothingToContinue()
    {
        ReferenceProof proof = ReferenceProof.Load("join");
        byte[] core = [.. proof.Core];
        core[^1] ^= 1;
        Assert.False(SplitVerifier.Begin(proof.StatementBytes, core, ReferenceProof.Options, out SplitStart? start).IsAccepted);
        Assert.Null(start);
        Assert.Equal("reject:profile", SplitVerifier.Begin(proof.StatementBytes, proof.Core, VerifierOptions.Secure, out _).Code);
    }

    private static SplitStart Begin(ReferenceProof proof)
    {
        Assert.Equal(Verdict.Accepted, SplitVerifier.Begin(proof.StatementBytes, proof.Core, ReferenceProof.Options, out SplitStart? start));
        return start!;
    }
}
