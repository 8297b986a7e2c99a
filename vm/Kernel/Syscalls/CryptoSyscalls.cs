using FvmCompute.Filecoin.Addresses;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Signatures;

namespace FvmCompute.Vm.Kernel.Syscalls;

/// <summary>Module <c>crypto</c>.</summary>
internal static class CryptoSyscalls
{
    private const int Valid = 0;
    private const int Invalid = -1;
    private const int HashInputBytes = 32;

    /// <summary>verify_signature(type, signature, length, address, length, plaintext, length) → 0 valid, -1 not.</summary>
    public static SyscallResult VerifySignature(SyscallFrame frame)
    {
        uint type = frame.U32(0);
        if (type is not ((uint)SignatureType.Secp256k1 or (uint)SignatureType.Bls))
        {
            return SyscallResult.Fail(ErrorNumber.IllegalArgument, $"signature type {type} is not 1 (secp256k1) or 2 (BLS)");
        }

        SyscallResult first = frame.Slice(1, out Span<byte> signature);
        if (!first) { return first; }

        SyscallResult second = frame.ReadAddress(3, out Address signer);
        if (!second) { return second; }

        SyscallResult third = frame.Slice(5, out Span<byte> plaintext);
        bool isValid = false;
        return third && frame.Kernel.VerifySignature((SignatureType)type, signature, signer, plaintext, out isValid) && frame.Return(isValid ? Valid : Invalid);
    }

    /// <summary>recover_secp_public_key(32-byte hash, 65-byte signature) → 65-byte key.</summary>
    public static SyscallResult RecoverSecp256k1(SyscallFrame frame)
    {
        SyscallResult first = frame.Slice(frame.U32(0), HashInputBytes, out Span<byte> digest);
        if (!first) { return first; }

        SyscallResult second = frame.Slice(frame.U32(1), ActorKernel.SecpSignatureBytes, out Span<byte> signature);
        Span<byte> key = stackalloc byte[ActorKernel.SecpPublicKeyBytes];
        return second && frame.Kernel.RecoverSecp256k1(digest, signature, key) && frame.Return(key);
    }

    /// <summary>hash(function, data, length, buffer, length) → bytes written, the digest cut off at the end of the buffer.</summary>
    public static SyscallResult Hash(SyscallFrame frame)
    {
        SyscallResult first = frame.Slice(3, out Span<byte> output);
        if (!first) { return first; }

        SyscallResult second = frame.Slice(1, out Span<byte> data);
        if (!second) { return second; }

        Span<byte> digest = stackalloc byte[ActorKernel.MaxDigestBytes];
        SyscallResult hashed = frame.Kernel.Hash(frame.U64(0), data, digest, out int length);
        if (!hashed) { return hashed; }

        int written = Math.Min(length, output.Length);
        digest[..written].CopyTo(output);
        return frame.Return(written);
    }

    /// <summary>compute_unsealed_sector_cid(seal proof type, pieces in CBOR, length, buffer, length) → CID length.</summary>
    public static SyscallResult ComputeUnsealedSectorCid(SyscallFrame frame)
    {
        if (!UnsealedSector.IsSealProof(frame.I64(0))) { return SyscallResult.Fail(ErrorNumber.IllegalArgument, $"seal proof type {frame.I64(0)} is not one of 0 to 19"); }

        SyscallResult slice = frame.Slice(1, out Span<byte> cbor);
        if (!slice) { return slice; }

        SyscallResult read = UnsealedSector.ReadPieces(cbor, out List<SectorPiece> pieces);
        Cid? cid = null;
        return read && frame.CheckBuffer(3) && frame.Kernel.ComputeUnsealedSectorCid(frame.I64(0), pieces, out cid) && frame.ReturnCid(3, cid);
    }
}
