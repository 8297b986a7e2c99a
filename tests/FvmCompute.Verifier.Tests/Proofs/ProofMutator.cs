using System.Buffers.Binary;
using FvmCompute.Primitives.Fields;
using FvmCompute.Verifier.Proofs;

namespace FvmCompute.Verifier.Tests.Proofs;

/// <summary>Statement and proof, honest or not.</summary>
internal sealed record MutatedCase(string How, byte[] Statement, byte[] Proof);

/// <summary>Changes accepted proofs in ways that reach every depth of a verifier: bytes, pieces of other proofs, and fields of what the bytes mean.</summary>
internal sealed class ProofMutator(IReadOnlyList<ReferenceProof> honest, Random random)
{
    /// <summary>Sizes and codes around the limits of the encodings.</summary>
    private static readonly byte[] Borders = [0, 1, 2, 3, 4, 5, 8, 15, 16, 30, 31, 32, 63, 64, 65, 127, 128, 254, 255];

    public MutatedCase Next()
    {
        ReferenceProof a = Pick(honest), b = Pick(honest);
        return random.Next(12) switch
        {
            0 => new("honest", a.StatementBytes, a.Bytes),
            1 => new("bits of the proof", a.StatementBytes, Flip(a.Bytes)),
            2 => new("bits of the statement", Flip(a.StatementBytes), a.Bytes),
            3 => new("borders in the statement", Border(a.StatementBytes), a.Bytes),
            4 => new("borders in the proof", a.StatementBytes, Border(a.Bytes)),
            5 => new("lengths", random.Next(2) == 0 ? Resize(a.StatementBytes) : a.StatementBytes, Resize(a.Bytes)),
            6 => new("splice", a.StatementBytes, [.. a.Bytes[..random.Next(a.Bytes.Length)], .. b.Bytes[random.Next(b.Bytes.Length)..]]),
            7 => new("another's parts", a.StatementBytes, ProofEncoding.Encode(a.Core, b.Parts)),
            8 => new("random bytes", random.Next(2) == 0 ? Noise() : a.StatementBytes, Noise()),
            9 => new("parts rearranged", a.StatementBytes, ProofEncoding.Encode(a.Core, Rearrange(a.Parts))),
            10 => new("part changed", a.StatementBytes, ProofEncoding.Encode(a.Core, ChangePart(a.Parts))),
            _ => new("core changed", a.StatementBytes, ProofEncoding.Encode(ChangeCore(a), a.Parts)),
        };
    }

    private T Pick<T>(IReadOnlyList<T> list) => list[random.Next(list.Count)];

    private byte[] Flip(byte[] bytes)
    {
        byte[] changed = [.. bytes];
        for (int i = random.Next(3); i >= 0; i--) { changed[random.Next(changed.Length)] ^= (byte)(1 << random.Next(8)); }
        return changed;
    }

    private byte[] Border(byte[] bytes)
    {
        byte[] changed = [.. bytes];
        for (int i = random.Next(6); i >= 0; i--) { changed[random.Next(changed.Length)] = Pick(Borders); }
        return changed;
    }

    private byte[] Resize(byte[] bytes) =>
        random.Next(2) == 0 ? bytes[..random.Next(bytes.Length)] : [.. bytes, .. new byte[1 + random.Next(40)]];

    private byte[] Noise()
    {
        byte[] noise = new byte[random.Next(400)];
        random.NextBytes(noise);
        return noise;
    }

    private byte[][] Rearrange(byte[][] parts)
    {
        List<byte[]> list = [.. parts];
        int at = random.Next(list.Count);
        switch (random.Next(4))
        {
            case 0: list.RemoveAt(at); break;
            case 1: list.Insert(random.Next(list.Count + 1), list[at]); break;
            case 2: (list[0], list[at]) = (list[at], list[0]); break;
            default: list.Clear(); break;
        }

        return [.. list];
    }

    /// <summary>Header, a leaf, the siblings' count, a sibling more or fewer.</summary>
    private byte[][] ChangePart(byte[][] parts)
    {
        int p = random.Next(parts.Length);
        byte[] part = [.. parts[p]];
        int at = random.Next(part.Length);
        switch (random.Next(5))
        {
            case 0: part[random.Next(5)] += (byte)random.Next(1, 256); break;
            case 1: part[at] += (byte)random.Next(1, 256); break;
            case 2: BinaryPrimitives.WriteUInt64LittleEndian(part.AsSpan(Math.Min(at, part.Length - 8)), Goldilocks.Modulus); break;
            case 3: part = [.. part, .. new byte[32]]; break;
            default: part = part.Length > 37 ? part[..^32] : part; break;
        }

        return [.. parts[..p], part, .. parts[(p + 1)..]];
    }

    private byte[] ChangeCore(ReferenceProof proof)
    {
        CoreProof core = proof.DecodeCore();
        Ext2[][] arrays = [.. ReferenceProof.Arrays(core).Where(a => a.Length > 0)];
        Ext2[] array = Pick(arrays), other = Pick(arrays);
        int i = random.Next(array.Length), j = random.Next(other.Length);
        switch (random.Next(4))
        {
            case 0: array[i] += Ext2.One; break;
            case 1: array[i] = Ext2.Zero; break;
            case 2: array.AsSpan().Clear(); break;
            default: (array[i], other[j]) = (other[j], array[i]); break;
        }

        return CoreEncoding.Encode(proof.Instance, core);
    }
}
