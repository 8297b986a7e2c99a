using FvmCompute.Filecoin.Cbor;
using FvmCompute.Vm.Machine;

namespace FvmCompute.Vm.Tests.Actors.Market;

/// <summary>Proof-of-circuit jobs: the verifier in the market's wasm, over the machine's hash syscall, on a proof by the reference prover.</summary>
public sealed class MarketProofTests
{
    private readonly MarketWorld _world = new();

    [Fact]
    public void Proof_InItsMessages_SettlesWithTheLastPart()
    {
        ProofAnswer answer = ProofAnswer.AcceptedJob(_world);
        MarketWorld.Succeeded(_world.Call(_world.Provider, MarketMethod.BeginProof, answer.Begin()));
        for (int number = 0; number < answer.Parts.Length; number++)
        {
            Assert.Equal(answer.Continuations[number], Continuation());
            Assert.Equal(MarketWorld.Escrow + MarketWorld.Bond, _world.Held);
            MarketWorld.Succeeded(_world.Call(_world.Provider, MarketMethod.ProofPart, answer.Part(number)));
        }

        Assert.Equal(MarketWorld.Bond, _world.Held);
        Assert.Equal(_world.Total, _world.TotalBalance());
        _world.AssertRefused(() => _world.Call(_world.Provider, MarketMethod.ProofPart, answer.Part(0)), MarketExit.JobEnded, "settled already");
        _world.AssertRefused(() => _world.Call(_world.Stranger, MarketMethod.GetProof, MarketCalls.Id(0)), MarketExit.ProofNotBegun, "no proof");
    }

    [Fact]
    public void BeginProof_Falsified_IsRefusedWithTheReason()
    {
        ProofAnswer answer = ProofAnswer.AcceptedJob(_world);
        (string Reason, MarketExit Code, Action<ProofAnswer> Falsify)[] cases =
        [
            ("core proof 8714 ends too early", MarketExit.ProofRefused, falsified => falsified.Core = falsified.Core[..^1]),
            ("has a field element that is not below p", MarketExit.ProofRefused, falsified => falsified.Core.AsSpan(^24..^8).Fill(255)),
            ("lookup proof of work 0 is not valid", MarketExit.ProofRefused, falsified => falsified.Core[38]++),
            ("lookup layer 2 does not give the claimed value", MarketExit.ProofRefused, falsified => falsified.Core[280]++),
            ("query proof of work 2 is not valid", MarketExit.ProofRefused, falsified => falsified.Core[^9] ^= 1),
            ("context is not this job's", MarketExit.StatementMismatch, falsified => falsified.Statement[0] ^= 1),
            ("table 1 has 64 rows, the job allows 16 to 16", MarketExit.StatementMismatch, falsified => falsified.Statement[^26] = 64),
            ("public value 1 is", MarketExit.StatementMismatch, falsified => falsified.Statement[^8] ^= 1),
            ("profile is 530, the job asks 524", MarketExit.AttestationMismatch, falsified => falsified.Profile = 0x0212),
            ("epoch is 102, allowed are 100 to 101", MarketExit.AttestationMismatch, falsified => falsified.Epoch = 102),
        ];
        foreach ((string reason, MarketExit code, Action<ProofAnswer> falsify) in cases)
        {
            ProofAnswer falsified = new(_world);
            falsify(falsified);
            _world.AssertRefused(() => _world.Call(_world.Provider, MarketMethod.BeginProof, falsified.Begin()), code, reason);
        }

        MarketWorld.Succeeded(_world.Call(_world.Provider, MarketMethod.BeginProof, answer.Begin()));
    }

    [Fact]
    public void ProofPart_FalsifiedOrOutOfTurn_IsRefusedAndChangesNothing()
    {
        ProofAnswer answer = ProofAnswer.AcceptedJob(_world);
        _world.AssertRefused(() => _world.Call(_world.Provider, MarketMethod.ProofPart, answer.Part(0)), MarketExit.ProofNotBegun, "use BeginProof");
        MarketWorld.Succeeded(_world.Call(_world.Provider, MarketMethod.BeginProof, answer.Begin()));
        _world.AssertRefused(() => _world.Call(_world.Provider, MarketMethod.ProofPart, answer.Part(1)), MarketExit.ProofRefused, "does not have the stored hash");
        _world.AssertRefused(() => _world.Call(_world.Client, MarketMethod.ProofPart, answer.Part(0)), MarketExit.Forbidden, "not by");
        foreach (int at in new[] { 3, 5, 700, answer.Parts[0].Length - 1 })
        {
            ProofAnswer falsified = new(_world);
            falsified.Parts[0][at] ^= 1;
            _world.AssertRefused(() => _world.Call(_world.Provider, MarketMethod.ProofPart, falsified.Part(0)), MarketExit.ProofRefused, "opening part");
        }

        MarketWorld.Succeeded(_world.Call(_world.Provider, MarketMethod.ProofPart, answer.Part(0)));
    }

    /// <summary>Levels in one message: each brings its record once, all count or none.</summary>
    [Fact]
    public void ProofPart_SeveralLevels_CountTogetherOrNotAtAll()
    {
        ProofAnswer answer = ProofAnswer.AcceptedJob(_world);
        MarketWorld.Succeeded(_world.Call(_world.Provider, MarketMethod.BeginProof, answer.Begin()));
        MarketWorld.Succeeded(_world.Call(_world.Provider, MarketMethod.ProofPart, answer.Part(0)));
        (string Reason, Action<ProofAnswer> Falsify)[] cases =
        [
            ("opening part 2 does not", falsified => falsified.Parts[2][700] ^= 1),
            ("opening part 1 does not", falsified => falsified.Parts[1][700] ^= 1),
            ("opening part 1 is not the next one", falsified => (falsified.Parts[1], falsified.Parts[2]) = (falsified.Parts[2], falsified.Parts[1])),
            ("opening part 2 is not the next one", falsified => falsified.Parts[2] = falsified.Parts[1]),
            ("continuation 0 does not have the stored hash", falsified => falsified.Records[2][9] ^= 1),
            ("continuation 0 does not have the stored hash", falsified => falsified.Records[1] = falsified.Records[2]),
        ];
        foreach ((string reason, Action<ProofAnswer> falsify) in cases)
        {
            ProofAnswer falsified = new(_world);
            falsify(falsified);
            _world.AssertRefused(() => _world.Call(_world.Provider, MarketMethod.ProofPart, falsified.Open(1..3)), MarketExit.ProofRefused, reason);
            Assert.Equal(answer.Continuations[1], Continuation());
        }

        MarketWorld.Succeeded(_world.Call(_world.Provider, MarketMethod.ProofPart, answer.Open(1..3)));
        Assert.Equal(MarketWorld.Bond, _world.Held);
    }

    /// <summary>Lists are bounded before anything is allocated for them.</summary>
    [Theory]
    [InlineData(512, MarketExit.ProofRefused, "opening part 0 ends too early")]
    [InlineData(513, MarketExit.Serialization, "a list is longer than any proof needs")]
    [InlineData(60_000, MarketExit.Serialization, "a list is longer than any proof needs")]
    public void ProofPart_ManyEmptyParts_IsRefused(int count, MarketExit code, string reason)
    {
        ProofAnswer answer = ProofAnswer.AcceptedJob(_world);
        MarketWorld.Succeeded(_world.Call(_world.Provider, MarketMethod.BeginProof, answer.Begin()));
        answer.Parts = [.. Enumerable.Repeat(Array.Empty<byte>(), count)];
        _world.AssertRefused(() => _world.Call(_world.Provider, MarketMethod.ProofPart, answer.Open(..)), code, reason);
    }

    private byte[] Continuation()
    {
        ApplyResult read = MarketWorld.Succeeded(_world.OnJob(_world.Stranger, MarketMethod.GetProof, 0));
        CborReader reader = new(read.Receipt.ReturnData.Span);
        reader.ReadTupleStart(2);
        return reader.ReadBytes().ToArray();
    }
}
