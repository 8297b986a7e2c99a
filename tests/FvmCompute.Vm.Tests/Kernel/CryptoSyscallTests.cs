using System.Text.Json;
using FvmCompute.Filecoin.Addresses;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Signatures;
using FvmCompute.Primitives.Hashing;
using FvmCompute.Tests;
using FvmCompute.Vm.Kernel;
using FvmCompute.Vm.Machine;
using FvmCompute.Vm.Tests.Actors;

namespace FvmCompute.Vm.Tests.Kernel;

/// <summary>Module <c>crypto</c>.</summary>
public sealed class CryptoSyscallTests
{
    private const int Out = 0x800;
    private const int Buffer = 0x1000;
    private const int Secp = 1;
    private const int Bls = 2;

    private static readonly byte[] Secret = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];
    private static readonly Address Signer = Secp256k1Signer.AddressOf(Secret);

    private readonly TestMachine _machine = new();

    [Theory]
    [InlineData(0x12, "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData(0xb220, "abc", "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319")]
    [InlineData(0xb240, "abc", "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d17d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923")]
    [InlineData(0x1b, "abc", "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45")]
    [InlineData(0x1053, "abc", "8eb208f7e05d987a9b044a8e98c6b087f15a0bfc")]
    public void Hash_OfAbc_IsThePublishedDigest(long function, string data, string digest)
    {
        ScriptResult result = _machine.Run(new ActorScript().Data(0, System.Text.Encoding.ASCII.GetBytes(data)).Call("crypto.hash", Out, function, 0, 3, Buffer, 64)
            .Call("crypto.hash", Out + 4, function, 0, 3, Buffer + 64, 7).Returns(Out, Buffer + 71 - Out));

        byte[] window = result.Window(2);
        int length = digest.Length / 2;
        Assert.Equal((length, 7), (BitConverter.ToInt32(window, 0), BitConverter.ToInt32(window, 4)));
        Assert.Equal(digest, Convert.ToHexStringLower(window.AsSpan(Buffer - Out, length)));
        Assert.Equal(digest[..14], Convert.ToHexStringLower(window.AsSpan(Buffer + 64 - Out, 7)));
    }

    [Theory]
    [InlineData(0, 0, 3, Buffer, 64)]
    [InlineData(0x1012, 0, 3, Buffer, 64)]
    [InlineData(0x12, 0xffff, 3, Buffer, 64)]
    [InlineData(0x12, 0, 3, 0xffff, 64)]
    [InlineData(0x12, 0, -1, Buffer, 64)]
    public void Hash_OfAnUnknownFunctionOrBadBuffer_IsAnIllegalArgument(long function, int data, int length, int digest, int digestLength) =>
        Assert.Equal(ErrorNumber.IllegalArgument, _machine.Run(new ActorScript().Call("crypto.hash", Out, function, data, length, digest, digestLength)).Error(0));

    [Fact]
    public void VerifySignature_OfTheSigner_IsValidAndOfAnythingElseNot()
    {
        byte[] message = "message"u8.ToArray();
        byte[] signature = Secp256k1Signer.Sign(message, Secret).Data.ToArray();
        byte[] other = Address.FromSecp256k1Key([4, .. new byte[64]]).Bytes.ToArray();
        ScriptResult result = _machine.Run(new ActorScript().Data(0, signature).Data(100, Signer.Bytes).Data(200, message).Data(300, other).Data(400, Bytes(Address.FromBlsKey(new byte[48])))
            .Call("crypto.verify_signature", Out, Secp, 0, 65, 100, 21, 200, 7)
            .Call("crypto.verify_signature", Out + 4, Secp, 0, 65, 300, 21, 200, 7)
            .Call("crypto.verify_signature", Out + 8, Secp, 0, 65, 100, 21, 200, 6)
            .Call("crypto.verify_signature", Out + 12, Secp, 0, 64, 100, 21, 200, 7)
            .Call("crypto.verify_signature", Out + 16, Secp, 1, 65, 100, 21, 200, 7)
            .Call("crypto.verify_signature", Out + 20, Secp, 0, 0, 100, 21, 200, 7)
            .Call("crypto.verify_signature", Out + 24, Secp, 0, 65, 400, 49, 200, 7)
            .Call("crypto.verify_signature", Out + 28, Bls, 0, 65, 100, 21, 200, 7)
            .Returns(Out, 32));

        Assert.All(Enumerable.Range(0, 8), call => Assert.Equal(ErrorNumber.None, result.Error(call)));
        Assert.Equal([0, -1, -1, -1, -1, -1, -1, -1], Enumerable.Range(0, 8).Select(i => (int)result.U32(32 + (4 * i))));
    }

    [Theory]
    [InlineData(0, 100, 21, 200, 7)]
    [InlineData(3, 100, 21, 200, 7)]
    [InlineData(257, 100, 21, 200, 7)]
    [InlineData(Secp, 100, 20, 200, 7)]
    [InlineData(Secp, 300, 3, 200, 7)]
    [InlineData(Secp, 100, 21, 0xffff, 7)]
    [InlineData(Secp, 100, 21, 200, -1)]
    public void VerifySignature_WithABadTypeAddressOrBuffer_IsAnIllegalArgument(int type, int address, int addressLength, int text, int textLength) =>
        Assert.Equal(ErrorNumber.IllegalArgument, _machine.Run(new ActorScript().Data(100, Signer.Bytes).Data(300, Address.FromId(1000).Bytes)
            .Call("crypto.verify_signature", Out, type, 0, 65, address, addressLength, text, textLength)).Error(0));

    [Fact]
    public void VerifySignature_OfABlsKey_EndsTheMessageRatherThanAnswer()
    {
        ApplyResult result = _machine.Send(_machine.Add(new ActorScript().Data(100, Bytes(Address.FromBlsKey(new byte[48])))
            .Call("crypto.verify_signature", Out, Bls, 0, 96, 100, 49, 200, 7)));

        Assert.Equal(ExitCode.AssertionFailed, result.Receipt.ExitCode);
        Assert.Contains("BLS signatures cannot be verified", result.FailureReason, StringComparison.Ordinal);
    }

    /// <summary>The case of ref-fvm <c>secp_ecrecover_testvector</c>, from Ethereum: its s is in the upper half.</summary>
    [Fact]
    public void RecoverKey_OfAnEthereumSignature_GivesTheSender()
    {
        byte[] digest = Convert.FromHexString("18c547e4f7b0f325ad1e56f57e26c745b09a3e503d86e00e5255ff7f715d3d1c");
        byte[] signature = Convert.FromHexString(
            "73b1693892219d736caba55bdb67216e485557ea6b6af75f37096c9aa6a5a75feeb940b1d03b21e36b0e47e79769f095fe2ab855bd91e3a38756b7d75a9c454901");
        ScriptResult result = _machine.Run(new ActorScript().Data(0, digest).Data(100, signature)
            .Call("crypto.recover_secp_public_key", Out, 0, 100)
            .Call("crypto.recover_secp_public_key", Buffer, 0, 300) // r and s are zero
            .Call("crypto.recover_secp_public_key", Buffer, 0xffff, 100)
            .Call("crypto.recover_secp_public_key", Buffer, 0, 0xffff)
            .Returns(Out, 65));

        Assert.Equal(
            [ErrorNumber.None, ErrorNumber.IllegalArgument, ErrorNumber.IllegalArgument, ErrorNumber.IllegalArgument], Enumerable.Range(0, 4).Select(result.Error));
        byte[] hash = new byte[32];
        Keccak256.Hash(result.Window(4).AsSpan(1), hash);
        Assert.Equal("a94f5374fce5edbc8e2a8697c15331677e6ebf0b", Convert.ToHexStringLower(hash.AsSpan(12)));
    }

    [Fact]
    public void ComputeUnsealedSectorCid_OfAnEmptySector_IsTheZeroCommitment()
    {
        using JsonDocument json = Vectors.Json("filecoin", "commp", "zero-roots.json");
        string? zero32GiB = json.RootElement.GetProperty("levels")[30].GetString();
        ScriptResult result = _machine.Run(new ActorScript().Data(0, [0x80])
            .Call("crypto.compute_unsealed_sector_cid", Out, 8, 0, 1, Buffer, 64)
            .Call("crypto.compute_unsealed_sector_cid", Out + 4, 8, 0, 1, Buffer + 64, 10)
            .Call("crypto.compute_unsealed_sector_cid", Out + 4, 20, 0, 1, Buffer + 64, 64)
            .Call("crypto.compute_unsealed_sector_cid", Out + 4, 8, 0, 0, Buffer + 64, 64)
            .Call("crypto.compute_unsealed_sector_cid", Out + 4, 8, 0, 1, 0xffff, 64)
            .Returns(Buffer, 39));

        Assert.Equal(
            [ErrorNumber.None, ErrorNumber.BufferTooSmall, ErrorNumber.IllegalArgument, ErrorNumber.IllegalArgument, ErrorNumber.IllegalArgument],
            Enumerable.Range(0, 5).Select(result.Error));
        Cid cid = Cid.Decode(result.Window(5));
        Assert.Equal((CidCodec.FilCommitmentUnsealed, zero32GiB), (cid.Codec, Convert.ToHexStringLower(cid.Digest)));
    }

    private static byte[] Bytes(Address address) => address.Bytes.ToArray();
}
