using System.Numerics;
using FvmCompute.Filecoin.Cids;

namespace FvmCompute.Vm.Tests.Actors.Market;

/// <summary>Wrong, late, replayed, foreign and malformed answers: each changes nothing and says why.</summary>
public sealed class MarketRefusalTests
{
    private static readonly BigInteger GroupOrder = BigInteger.Parse("0fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", System.Globalization.NumberStyles.HexNumber);

    private readonly MarketWorld _world = new();

    private static readonly Dictionary<string, Action<Answer, MarketWorld>> Falsifications = new()
    {
        ["version"] = (answer, _) => answer.Version = 2,
        ["device"] = (answer, _) => answer.Device = new string('x', 129),
        ["chain"] = (answer, _) => answer.Chain = "mainnet",
        ["market"] = (answer, _) => answer.Market++,
        ["job"] = (answer, _) => answer.NamedJob++,
        ["provider"] = (answer, world) => answer.Provider = world.Stranger.Id,
        ["plan"] = (answer, _) => answer.Plan = Cid.DagCbor([0x80]),
        ["datasets"] = (answer, _) => answer.Datasets.Clear(),
        ["other dataset"] = (answer, _) => answer.Datasets[0] = Cid.Create(0xf101, 0x1012, new byte[32]),
        ["result"] = (answer, _) => answer.Result[0] ^= 1,
        ["proof hash"] = (answer, _) => answer.ProofHash = new byte[32],
        ["grade"] = (answer, _) => answer.Grade = 2,
        ["profile"] = (answer, _) => answer.Profile = 266,
        ["epoch before"] = (answer, _) => answer.Epoch--,
        ["epoch after"] = (answer, _) => answer.Epoch += 2,
        ["other key"] = (answer, world) => answer.Signer = world.Stranger,
        ["no signature"] = (answer, _) => answer.Signature = [],
        ["garbage signature"] = (answer, _) => answer.Signature = [.. Enumerable.Repeat((byte)0x11, 64), 0],
        ["recovery id 4"] = (answer, _) => answer.Signature = [.. RightSignature(answer)[..64], 4],
        ["other recovery id"] = (answer, _) => answer.Signature = [.. RightSignature(answer)[..64], (byte)(RightSignature(answer)[64] ^ 1)],
        ["high s"] = (answer, _) => answer.Signature = HighForm(RightSignature(answer)),
        ["proof cut"] = (answer, _) => answer.Proof = answer.Proof[..^32],
        ["proof longer"] = (answer, _) => answer.Proof = [.. answer.Proof, 0],
        ["leaf bit"] = (answer, _) => answer.Proof[0] ^= 1,
        ["last sibling bit"] = (answer, _) => answer.Proof[^32] ^= 0x80,
        ["node too large"] = (answer, _) => answer.Proof[31] |= 0x80,
        ["paths swapped"] = (answer, _) => answer.Proof = [.. answer.Proof[160..320], .. answer.Proof[..160], .. answer.Proof[320..]],
    };

    [Theory]
    [InlineData("version", MarketExit.AttestationMalformed, "attestation: unknown version")]
    [InlineData("device", MarketExit.AttestationMalformed, "device has more than 128 bytes")]
    [InlineData("chain", MarketExit.AttestationForeign, "chain is mainnet, this one is testing")]
    [InlineData("market", MarketExit.AttestationForeign, "attestation: market is")]
    [InlineData("job", MarketExit.AttestationForeign, "attestation: job is 1, this one is 0")]
    [InlineData("provider", MarketExit.AttestationForeign, "attestation: provider is")]
    [InlineData("plan", MarketExit.AttestationMismatch, "attestation: plan")]
    [InlineData("datasets", MarketExit.AttestationMismatch, "attestation: datasets")]
    [InlineData("other dataset", MarketExit.AttestationMismatch, "attestation: datasets")]
    [InlineData("result", MarketExit.AttestationMismatch, "attestation: result")]
    [InlineData("proof hash", MarketExit.AttestationMismatch, "attestation: proof")]
    [InlineData("grade", MarketExit.AttestationMismatch, "attestation: grade is 2, the job requires 1")]
    [InlineData("profile", MarketExit.AttestationMismatch, "attestation: profile is 266")]
    [InlineData("epoch before", MarketExit.AttestationMismatch, "attestation: epoch is 101, allowed are 102 to 103")]
    [InlineData("epoch after", MarketExit.AttestationMismatch, "attestation: epoch is 104, allowed are 102 to 103")]
    [InlineData("other key", MarketExit.SignatureInvalid, "registered key")]
    [InlineData("no signature", MarketExit.SignatureForm, "signature: 0 bytes")]
    [InlineData("garbage signature", MarketExit.SignatureInvalid, "registered key")]
    [InlineData("recovery id 4", MarketExit.SignatureInvalid, "registered key")]
    [InlineData("other recovery id", MarketExit.SignatureInvalid, "registered key")]
    [InlineData("high s", MarketExit.SignatureForm, "s is above half the group order")]
    [InlineData("proof cut", MarketExit.ProofLength, "it must have 960")]
    [InlineData("proof longer", MarketExit.ProofLength, "proof: 961 bytes")]
    [InlineData("leaf bit", MarketExit.ProofPath, "the path of challenge 0")]
    [InlineData("last sibling bit", MarketExit.ProofPath, "the path of challenge 5")]
    [InlineData("node too large", MarketExit.ProofNode, "node 0 of challenge 0")]
    [InlineData("paths swapped", MarketExit.ProofPath, "the path of challenge 0")]
    public void Settle_FalsifiedAnswer_IsRefusedByName(string falsified, MarketExit code, string reason)
    {
        NumberedPiece piece = new(4);
        Answer answer = _world.AcceptedJob(piece, 6);
        Falsifications[falsified](answer, _world);
        _world.AssertRefused(() => _world.Settle(answer), code, reason);
        MarketWorld.Succeeded(_world.Settle(new Answer(_world.Market, 0, _world.Provider, piece, 6, MarketChain.FirstEpoch)));
    }

    [Fact]
    public void Settle_SameAnswerAgain_IsRefusedAsEnded()
    {
        Answer answer = _world.AcceptedJob(new NumberedPiece(4), 3);
        MarketWorld.Succeeded(_world.Settle(answer));
        _world.AssertRefused(() => _world.Settle(answer), MarketExit.JobEnded, "job 0 is settled already, since epoch 103");
    }

    [Fact]
    public void Settle_AnswerToAnotherJobOfTheSamePlan_IsRefused()
    {
        NumberedPiece piece = new(4);
        Answer answer = _world.AcceptedJob(piece, 3);
        ulong other = _world.Post(MarketCalls.Plan(piece, 3));
        MarketWorld.Succeeded(_world.OnJob(_world.Provider, MarketMethod.Accept, other));
        _world.Chain.Epoch += 3;
        answer.Job = other;
        _world.AssertRefused(() => _world.Settle(answer), MarketExit.AttestationForeign, "attestation: job is 0, this one is 1");
    }

    [Theory]
    [InlineData(100, MarketExit.TooEarly, "after epoch 102, it is epoch 100")]
    [InlineData(102, MarketExit.TooEarly, "after epoch 102, it is epoch 102")]
    [InlineData(151, MarketExit.TooLate, "by epoch 150, it is epoch 151")]
    public void Settle_AtAnotherEpoch_IsRefused(long epoch, MarketExit code, string reason)
    {
        Answer answer = _world.AcceptedJob(new NumberedPiece(4), 3);
        _world.Chain.Epoch = epoch;
        _world.AssertRefused(() => _world.Settle(answer), code, reason);
    }

    [Fact]
    public void Settle_AtTheDeadline_Succeeds()
    {
        Answer answer = _world.AcceptedJob(new NumberedPiece(4), 3);
        _world.Chain.Epoch = MarketWorld.Deadline;
        MarketWorld.Succeeded(_world.Settle(answer));
    }

    [Fact]
    public void Settle_ByAnotherCaller_IsRefused()
    {
        Answer answer = _world.AcceptedJob(new NumberedPiece(4), 3);
        foreach (Account caller in (Account[])[_world.Client, _world.Stranger])
        {
            _world.AssertRefused(() => _world.Call(caller, MarketMethod.Settle, answer.Parameters()), MarketExit.Forbidden, $"not by f0{caller.Id}");
        }
    }

    [Fact]
    public void Settle_WithValue_IsRefusedAndTheValueStays()
    {
        Answer answer = _world.AcceptedJob(new NumberedPiece(4), 3);
        _world.AssertRefused(() => _world.Call(_world.Provider, MarketMethod.Settle, answer.Parameters(), 5), MarketExit.NotPayable, "got 5 attoFIL");
    }

    [Fact]
    public void Settle_KeyChangedAfterSigning_TakesTheNewKeyOnly()
    {
        Answer answer = _world.AcceptedJob(new NumberedPiece(4), 3);
        MarketWorld.Succeeded(_world.Call(_world.Provider, MarketMethod.RegisterProvider, MarketCalls.Key(_world.Stranger.Address)));
        _world.AssertRefused(() => _world.Settle(answer), MarketExit.SignatureInvalid, "registered key");
        answer.Signer = _world.Stranger;
        MarketWorld.Succeeded(_world.Settle(answer));
    }

    [Fact]
    public void Settle_JobNobodyAccepted_IsRefused()
    {
        NumberedPiece piece = new(4);
        MarketWorld.Succeeded(_world.Register(_world.Provider, MarketWorld.Bond));
        ulong job = _world.Post(MarketCalls.Plan(piece, 3));
        Answer answer = new(_world.Market, job, _world.Provider, piece, 3, MarketChain.FirstEpoch);
        _world.AssertRefused(() => _world.Settle(answer), MarketExit.JobNotAccepted, "job 0 has not been accepted");
        answer.Job = 7;
        _world.AssertRefused(() => _world.Settle(answer), MarketExit.NotFound, "there is no job 7; 1 were posted");
    }

    [Fact]
    public void Settle_ParametersCutAnywhere_AreRefusedAsMalformed()
    {
        byte[] parameters = _world.AcceptedJob(new NumberedPiece(2), 1).Parameters();
        for (int length = 0; length < parameters.Length; length += 7)
        {
            _world.AssertRefused(() => _world.Call(_world.Provider, MarketMethod.Settle, parameters[..length]), MarketExit.Serialization, "parameters: ");
        }
    }

    private static byte[] RightSignature(Answer answer) => answer.Signer.Sign(Cid.DagCbor(answer.Attestation()).Bytes);

    /// <summary>The other form (r, n − s) of a signature, which recovers the same key.</summary>
    private static byte[] HighForm(byte[] signature)
    {
        BigInteger s = new(signature.AsSpan(32, 32), isUnsigned: true, isBigEndian: true);
        byte[] high = (GroupOrder - s).ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. signature[..32], .. new byte[32 - high.Length], .. high, (byte)(signature[64] ^ 1)];
    }
}
