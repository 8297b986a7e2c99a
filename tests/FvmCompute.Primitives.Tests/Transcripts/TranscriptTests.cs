using System.Text;
using System.Text.Json;
using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Tests.Fields;
using FvmCompute.Primitives.Transcripts;
using FvmCompute.Tests;

namespace FvmCompute.Primitives.Tests.Transcripts;

public class TranscriptTests
{
    [Fact]
    public void Steps_ReferenceVectors_GiveStatesAndOutputs()
    {
        using JsonDocument vectors = Vectors.Json("proof", "transcript.json");
        JsonElement[] steps = [.. vectors.RootElement.EnumerateArray()];
        Transcript transcript = new(Encoding.ASCII.GetBytes(steps[0].GetProperty("label").GetString()!));
        foreach (JsonElement step in steps)
        {
            Replay(transcript, step);
            Assert.Equal(step.GetProperty("state").GetString(), Convert.ToHexStringLower(transcript.State));
        }

        Assert.True(steps.Length >= 10);
    }

    [Fact]
    public void TryPow_WrongNonce_LeavesTheStateAlone()
    {
        Transcript transcript = new("proof"u8);
        ulong nonce = new Transcript("proof"u8).Grind("pow-fold"u8, 8);
        byte[] before = transcript.State.ToArray();
        for (ulong wrong = 0; wrong < nonce; wrong++) { Assert.False(transcript.TryPow("pow-fold"u8, 8, wrong)); }
        Assert.Equal(before, transcript.State);
        Assert.True(transcript.TryPow("pow-fold"u8, 8, nonce));
        Assert.NotEqual(before, transcript.State.ToArray());
        Assert.Equal(0, transcript.State[0]);
    }

    [Theory]
    [InlineData(1, 0x01, false)]
    [InlineData(1, 0x02, true)]
    [InlineData(8, 0x00, true)]
    [InlineData(9, 0x00, false)]
    public void IsPow_LowBits_MustBeZero(int bits, byte low, bool expected)
    {
        byte[] state = [low, 0x01, .. new byte[30]];
        Assert.Equal(expected, Transcript.IsPow(state, bits));
    }

    [Fact]
    public void Absorb_ManyElements_EqualsTheirBytes()
    {
        Ext2[] elements = new Random(5).NextPoint(200);
        byte[] bytes = new byte[200 * Ext2.Bytes];
        Ext2.Write(elements, bytes);
        (Transcript a, Transcript b) = (new("proof"u8), new("proof"u8));
        a.Absorb("final"u8, elements);
        b.Absorb("final"u8, bytes);
        Assert.Equal(a.State, b.State);
    }

    [Fact]
    public void Positions_OfTheWholeRange_KeepAllThirtyTwoBits()
    {
        uint[] positions = new Transcript("proof"u8).Positions("query"u8, 32, 64);
        Assert.Equal(64, positions.Length);
        Assert.Contains(positions, p => p >> 31 == 1);
    }

    private static void Replay(Transcript transcript, JsonElement step)
    {
        byte[] tag = step.TryGetProperty("tag", out JsonElement name) ? Encoding.ASCII.GetBytes(name.GetString()!) : [];
        switch (step.GetProperty("op").GetString())
        {
            case "init": break;
            case "absorb": transcript.Absorb(tag, Convert.FromHexString(step.GetProperty("data").GetString()!)); break;
            case "challenge": Assert.Equal(Hex.Element(step.GetProperty("out")), transcript.Challenge(tag)); break;
            case "round": Assert.Equal(Hex.Element(step.GetProperty("out")), transcript.Round(tag, Hex.Elements(step.GetProperty("data")))); break;
            case "positions":
                uint[] expected = [.. step.GetProperty("out").EnumerateArray().Select(p => p.GetUInt32())];
                Assert.Equal(expected, transcript.Positions(tag, step.GetProperty("log_n").GetInt32(), step.GetProperty("count").GetInt32()));
                break;
            case "pow":
                Assert.Equal(step.GetProperty("before").GetString(), Convert.ToHexStringLower(transcript.State));
                Assert.Equal(step.GetProperty("nonce").GetUInt64(), transcript.Grind(tag, step.GetProperty("bits").GetInt32()));
                break;
            default: Assert.Fail($"unknown step {step}"); break;
        }
    }
}
