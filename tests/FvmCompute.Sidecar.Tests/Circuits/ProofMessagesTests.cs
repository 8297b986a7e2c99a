using System.Numerics;
using FvmCompute.Filecoin.Addresses;
using FvmCompute.Filecoin.Messages;
using FvmCompute.Filecoin.Numbers;
using FvmCompute.Primitives.Hashing;
using FvmCompute.Prover.Proving;
using FvmCompute.Sidecar.Circuits;
using FvmCompute.Sidecar.Settlement;
using FvmCompute.Sidecar.Wallet;
using FvmCompute.Verifier.Openings;
using FvmCompute.Verifier.Proofs;
using FvmCompute.Verifier.Verdicts;
using FvmCompute.Verifier.Wire;

namespace FvmCompute.Sidecar.Tests.Circuits;

/// <summary>How a proof's parts are packed into messages.</summary>
public sealed class ProofMessagesTests
{
    /// <summary>What a node takes as one signed message.</summary>
    private const int MaxMessageBytes = 65_536;

    public static TheoryData<int, int> Shapes => new() { { 2000, int.MaxValue }, { 20_000, int.MaxValue }, { 20_000, 1500 }, { 20_000, 5000 } };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Openings_AnyProof_FillMessagesInOrderAndNoFurtherPartFits(int rows, int maxPartBytes)
    {
        ProofMessages messages = Make(rows, maxPartBytes);
        Range[] openings = [.. messages.Openings];
        Assert.Equal(Enumerable.Range(0, messages.Parts.Length), openings.SelectMany(range => Enumerable.Range(0, messages.Parts.Length).Take(range)));
        foreach (Range parts in openings)
        {
            Assert.InRange(messages.Open(ulong.MaxValue, parts).Length, 1, CircuitPlan.MaxParameterBytes);
            if (parts.End.Value == messages.Parts.Length) { continue; }
            Range longer = parts.Start..(parts.End.Value + 1);
            Assert.InRange(messages.Open(ulong.MaxValue, longer).Length, CircuitPlan.MaxParameterBytes + 1, int.MaxValue);
        }
    }

    /// <summary>Whoever brought whatever parts: from every place between two parts the rest is brought, each record once, and found by the market's hash.</summary>
    [Theory]
    [MemberData(nameof(Shapes))]
    public void EndOfMessage_FromEveryPart_ContinuesWhereTheMarketWaits(int rows, int maxPartBytes)
    {
        ProofMessages messages = Make(rows, maxPartBytes);
        Assert.Null(SplitVerifier.Begin(messages.Statement, messages.Core, VerifierOptions.Secure, out SplitStart? start).Rejection);
        Continuation at = start!.Continuation;
        for (int first = 0; first < messages.Parts.Length; first++)
        {
            Assert.Equal(first, messages.FindPart(at.Hash()));
            OpeningMessage most = messages.Opening(first..messages.EndOfMessage(first));
            Assert.Equal(most.Parts.Select(part => part[0]).Distinct().Count(), most.Records.Length);
            Assert.Null(SplitVerifier.Advance(at.Hash(), most, out _).Rejection);
            Assert.Null(SplitVerifier.Advance(at.Hash(), messages.Opening(first..(first + 1)), out Continuation? next).Rejection);
            at = next!;
        }

        Assert.True(at.IsComplete);
        Assert.Null(messages.FindPart(at.Hash()));
        Assert.Null(messages.FindPart(default));
    }

    [Fact]
    public void TryCreate_ProofThatDoesNotVerify_IsRefused()
    {
        (byte[] statement, byte[] proof) = new SampleSales(rows: 2000).Prove();
        proof[^40] ^= 1;
        Assert.Equal(Reason.OpeningMerkle, ProofMessages.TryCreate(statement, proof, out ProofMessages? messages)?.Reason);
        Assert.Null(messages);
    }

    /// <summary>The longest part that the prover makes, with the largest numbers and five levels, the most of a profile, and the longest signed message around it.</summary>
    [Fact]
    public void ProofPart_LongestPartAndRecord_FitsAMessage()
    {
        const int RecordBytes = 2_500;
        byte[] parameters = MarketMessages.ProofPart(ulong.MaxValue, new(
            default, [default], ushort.MaxValue, [new byte[RecordBytes]], [.. new Digest[3]], [new byte[ProverOptions.MessageBytes - RecordBytes]]));
        Assert.InRange(parameters.Length, ProverOptions.MessageBytes, CircuitPlan.MaxParameterBytes);

        WalletKey key = new("provider", Blake2b.Hash256("provider"u8));
        var most = new TokenAmount((BigInteger.One << 96) - 1);
        SignedMessage signed = key.Sign(new Message
        {
            From = key.Address,
            To = Address.FromId(ulong.MaxValue >> 1),
            Nonce = ulong.MaxValue,
            Value = most,
            GasLimit = long.MaxValue,
            GasFeeCap = most,
            GasPremium = most,
            Method = ulong.MaxValue,
            Params = new byte[CircuitPlan.MaxParameterBytes],
        });
        Assert.InRange(signed.Encode().Length, CircuitPlan.MaxParameterBytes, MaxMessageBytes);
    }

    private static ProofMessages Make(int rows, int maxPartBytes)
    {
        (byte[] statement, byte[] proof) = new SampleSales(rows).Prove(maxPartBytes);
        Assert.Null(ProofMessages.TryCreate(statement, proof, out ProofMessages? messages));
        return messages!;
    }
}
