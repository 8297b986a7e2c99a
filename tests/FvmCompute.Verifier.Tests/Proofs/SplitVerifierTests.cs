using System.Collections.Immutable;
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
    public void Advance_AllPartsInOrder_CompletesHoweverTheyAreCutIntoMessages(string name)
    {
        Session session = new(ReferenceProof.Load(name));
        int count = session.Parts.Length;
        List<Digest> stored = [session.State.Hash()];
        for (int part = 0; part < count; part++)
        {
            Assert.False(session.State.IsComplete);
            session.Send(part..(part + 1));
            stored.Add(session.State.Hash());
        }

        Assert.True(session.State.IsComplete);
        Assert.Equal(count + 1, stored.Distinct().Count());
        for (int length = 2; length <= count; length++)
        {
            session = new(ReferenceProof.Load(name));
            for (int first = 0; first < count; first += length)
            {
                int end = Math.Min(count, first + length);
                session.Send(first..end);
                Assert.Equal(stored[end], session.State.Hash());
            }
        }
    }

    [Fact]
    public void Advance_MessageThatDoesNotContinueTheState_IsRefused()
    {
        Session session = new(ReferenceProof.Load("group-by"));
        for (int first = 0; first < session.Parts.Length; first++)
        {
            for (int end = first + 1; end <= session.Parts.Length; end++) { AssertChangesAreRefused(session, session.Message(first..end)); }
            session.Send(first..(first + 1));
        }
    }

    private static void AssertChangesAreRefused(Session session, OpeningMessage right)
    {
        List<OpeningMessage> changed =
        [
            right with { First = (ushort)(right.First + 1) },
            right with { StatementHash = default },
            right with { Opened = right.Opened.Add(default) },
            right with { Ahead = right.Ahead.Add(default) },
            right with { Ahead = [.. Enumerable.Repeat(right.StatementHash, 256)] },
            right with { Opened = [], Records = [], Ahead = [] },
            right with { Parts = [] },
            right with { Records = [], Ahead = [.. right.Records.Select(r => LevelRecord.HashOf(r)), .. right.Ahead], Parts = [] },
        ];
        for (int i = 0; i < right.Records.Length; i++)
        {
            changed.Add(right with { Records = right.Records.RemoveAt(i) });
            changed.Add(right with { Records = right.Records.Insert(i, right.Records[i]) });
            changed.Add(right with { Records = right.Records.SetItem(i, [.. right.Records[i], 0]) });
            changed.Add(right with { Records = right.Records.SetItem(i, LevelRecord.HashOf(right.Records[i]).Bytes.ToArray()) });
        }

        for (int i = 0; i < right.Ahead.Length; i++) { changed.Add(right with { Ahead = right.Ahead.SetItem(i, default) }); }
        for (int i = 0; i < right.Opened.Length; i++) { changed.Add(right with { Opened = right.Opened.SetItem(i, default) }); }
        Assert.All(changed, message => Assert.Equal("reject:continuation", session.Code(message)));
        Assert.Equal("accept", session.Code(right));
    }

    /// <summary>Each level record once, for the levels that the parts open and no other.</summary>
    [Fact]
    public void Advance_RecordWithoutAPartOrPartWithoutARecord_IsRefused()
    {
        Session session = new(ReferenceProof.Load("group-by"));
        for (int first = 0; first < session.Parts.Length; first++)
        {
            OpeningMessage more = session.Message(first..(first + 1));
            while (more.Ahead.Length > 0)
            {
                more = more with { Records = more.Records.Add(session.Records[more.Opened.Length + more.Records.Length]), Ahead = more.Ahead.RemoveAt(0) };
                Assert.Equal("reject:continuation", session.Code(more));
            }

            OpeningMessage fewer = session.Message(first..session.Parts.Length);
            while (fewer.Records.Length > 0)
            {
                Digest hash = LevelRecord.HashOf(fewer.Records[^1]);
                fewer = fewer with { Records = fewer.Records.RemoveAt(fewer.Records.Length - 1), Ahead = fewer.Ahead.Insert(0, hash) };
                Assert.Equal("reject:part-order", session.Code(fewer));
            }

            session.Send(first..(first + 1));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Advance_PartsThatAreNotNextOrTooMany_AreRefused(string name)
    {
        Session session = new(ReferenceProof.Load(name));
        OpeningMessage whole = session.Message(..session.Parts.Length);
        for (int i = 0; i < whole.Parts.Length; i++)
        {
            byte[] part = whole.Parts[i];
            ImmutableArray<byte[]> others = whole.Parts.RemoveAt(i);
            for (int to = 0; to < whole.Parts.Length; to++)
            {
                Assert.False(session.Accepts(whole with { Parts = whole.Parts.Insert(to, part) }));
                Assert.False(to != i && session.Accepts(whole with { Parts = others.Insert(to, part) }));
            }

            Assert.False(i < others.Length && session.Accepts(whole with { Parts = others }));
            Assert.False(session.Accepts(whole with { Parts = whole.Parts.SetItem(i, part[..^1]) }));
            Assert.False(session.Accepts(whole with { Parts = whole.Parts.SetItem(i, []) }));
        }

        Assert.Equal("reject:part-order", session.Code(whole with { Parts = whole.Parts.Add([]) }));
        session.Send(..session.Parts.Length);
        Assert.Equal("reject:part-order", session.Code(session.Message(^1..)));
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
            Assert.Equal(bytes.Length, LevelRecord.EncodedBytes(record.Trees.Length, record.Fold.Length, record.Positions.Length));
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

    /// <summary>What a chain and a sender know after a core was accepted.</summary>
    private sealed class Session
    {
        public Session(ReferenceProof proof)
        {
            SplitStart start = Begin(proof);
            (State, Records, Parts) = (start.Continuation, [.. start.Records.Select(record => record.Encode())], [.. proof.Parts]);
        }

        public Continuation State { get; private set; }

        public ImmutableArray<byte[]> Records { get; }

        public ImmutableArray<byte[]> Parts { get; }

        public OpeningMessage Message(Range parts) => OpeningMessage.Create(State, Records, Parts[parts]);

        public string Code(OpeningMessage message)
        {
            Verdict verdict = SplitVerifier.Advance(State.Hash(), message, out Continuation? next);
            Assert.Equal(verdict.IsAccepted, next is not null);
            return verdict.Code;
        }

        public bool Accepts(OpeningMessage message) => Code(message) == "accept";

        public void Send(Range parts)
        {
            Assert.Equal(Verdict.Accepted, SplitVerifier.Advance(State.Hash(), Message(parts), out Continuation? next));
            State = next!;
        }
    }
}
