using System.Security.Cryptography;
using FvmCompute.Filecoin.Addresses;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Signatures;
using FvmCompute.Primitives.Hashing;
using FvmCompute.Primitives.Secp256k1;
using FvmCompute.Vm.Gas;

namespace FvmCompute.Vm.Kernel;

/// <summary>Signatures and hashes.</summary>
public sealed partial class ActorKernel
{
    public const int SecpPublicKeyBytes = 65;
    public const int SecpSignatureBytes = 65;
    public const int MaxDigestBytes = 64;

    private const ulong Blake2b512Code = 0xb240;
    private const ulong Ripemd160Code = 0x1053;

    /// <summary>Checks a signature over <paramref name="plaintext"/> by a key address (f1 or f3); other addresses are IllegalArgument. A malformed signature is an invalid one.</summary>
    public SyscallResult VerifySignature(SignatureType type, ReadOnlySpan<byte> signature, Address signer, ReadOnlySpan<byte> plaintext, out bool isValid)
    {
        isValid = false;
        Charge(Prices.OnVerifySignature(type == SignatureType.Secp256k1 ? Prices.VerifySecp256k1 : Prices.VerifyBls, plaintext.Length));
        if (signer.Protocol is not (AddressProtocol.Secp256k1 or AddressProtocol.Bls))
        {
            return Fail(ErrorNumber.IllegalArgument, $"signatures are checked against key addresses, not {signer}");
        }

        if (type == SignatureType.Secp256k1) { isValid = VerifySecp256k1(signature, signer, plaintext); }
        else if (signer.Protocol == AddressProtocol.Bls) { throw new ChainFaultException("BLS signatures cannot be verified by this build"); }

        return SyscallResult.Ok;
    }

    /// <summary>The uncompressed key (65 bytes) that made <paramref name="signature"/> (r ‖ s ‖ recovery id) over <paramref name="digest"/>; high s is taken too.</summary>
    public SyscallResult RecoverSecp256k1(ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature, Span<byte> publicKey)
    {
        Charge(Prices.OnRecoverSecp256k1());
        return Secp256k1.TryRecover(digest, signature, publicKey) ? SyscallResult.Ok : Fail(ErrorNumber.IllegalArgument, "no public key made this signature");
    }

    /// <param name="digest">At least <see cref="MaxDigestBytes"/>; <paramref name="length"/> bytes of it are written.</param>
    public SyscallResult Hash(ulong function, ReadOnlySpan<byte> data, Span<byte> digest, out int length)
    {
        HashingPrices prices = Prices.HashingPerByte;
        (length, GasAmount perByte) = function switch
        {
            MultihashCode.Sha256 => (32, prices.Sha256),
            MultihashCode.Blake2b256 => (32, prices.Blake2b),
            Blake2b512Code => (64, prices.Blake2b),
            MultihashCode.Keccak256 => (32, prices.Keccak256),
            Ripemd160Code => (20, prices.Ripemd160),
            _ => (0, GasAmount.Zero),
        };
        if (length == 0) { return Fail(ErrorNumber.IllegalArgument, $"hash function 0x{function:x} is not one of 0x12, 0x1b, 0x1053, 0xb220, 0xb240"); }

        Charge(Prices.OnHashing(perByte, data.Length));
        HashInto(function, data, digest[..length]);
        return SyscallResult.Ok;
    }

    /// <param name="sealProof">A registered seal proof, see <see cref="UnsealedSector.IsSealProof"/>.</param>
    public SyscallResult ComputeUnsealedSectorCid(long sealProof, IReadOnlyList<SectorPiece> pieces, out Cid? cid)
    {
        Charge(Prices.OnComputeUnsealedSectorCid());
        return UnsealedSector.Commit(sealProof, pieces, out cid);
    }

    private static void HashInto(ulong function, ReadOnlySpan<byte> data, Span<byte> digest)
    {
        switch (function)
        {
            case MultihashCode.Sha256: SHA256.HashData(data, digest); break;
            case MultihashCode.Keccak256: Keccak256.Hash(data, digest); break;
            case Ripemd160Code: Ripemd160.Hash(data, digest); break;
            default: Blake2b.Hash(data, digest); break;
        }
    }

    private static bool VerifySecp256k1(ReadOnlySpan<byte> signature, Address signer, ReadOnlySpan<byte> plaintext)
    {
        if (signature.Length != SecpSignatureBytes) { return false; }

        Span<byte> digest = stackalloc byte[32];
        Span<byte> publicKey = stackalloc byte[SecpPublicKeyBytes];
        Blake2b.Hash(plaintext, digest);
        return Secp256k1.TryRecover(digest, signature, publicKey) && Address.FromSecp256k1Key(publicKey) == signer;
    }
}
