using System.Buffers.Binary;
using FvmCompute.Prover.Files;
using FvmCompute.Tests;
using FvmCompute.Verifier.Layouts;
using FvmCompute.Verifier.Profiles;
using FvmCompute.Verifier.Wire;

namespace FvmCompute.Prover.Tests.Files;

/// <summary>Small files of each kind, in memory.</summary>
internal static class SampleFiles
{
    /// <summary>Three blocks, one without rows, and columns with the borders of the field.</summary>
    public static readonly Block[] Blocks = [new(5, 2), new(0, 1), new(1, 3)];

    public static readonly ulong?[] PublicValues = [7, null, 0, ulong.MaxValue - (1UL << 32) + 1];

    public static ReadOnlyMemory<ulong>[][] Columns { get; } = Make(Blocks);

    public static Profile Profile
    {
        get
        {
            Assert.True(ProfileTable.TryFind(0x0212, out Profile? profile, out _));
            return profile!;
        }
    }

    public static byte[] Dataset() => Write(file => DatasetFile.Write(file, Profile, Digest.Of("schema"u8), Blocks, Columns));

    public static byte[] Witness() => Write(file => WitnessFile.Write(file, Blocks, PublicValues, Columns));

    public static byte[] Write(Action<Stream> write)
    {
        using MemoryStream file = new();
        write(file);
        return file.ToArray();
    }

    public static ReadOnlyMemory<ulong>[][] Make(Block[] blocks)
    {
        Random random = new(1);
        return [.. blocks.Select(b => (ReadOnlyMemory<ulong>[])[.. Enumerable.Range(0, b.Columns).Select(_ => Elements.Bases(random, (int)b.Rows).AsMemory())])];
    }

    public static byte[] WithU64(byte[] file, int at, ulong value)
    {
        byte[] changed = [.. file];
        BinaryPrimitives.WriteUInt64LittleEndian(changed.AsSpan(at), value);
        return changed;
    }

    public static void AssertColumns(IReadOnlyList<IReadOnlyList<ReadOnlyMemory<ulong>>> expected, IReadOnlyList<IReadOnlyList<ReadOnlyMemory<ulong>>> got)
    {
        Assert.Equal(expected.Count, got.Count);
        for (int b = 0; b < expected.Count; b++) { Assert.Equal([.. expected[b].Select(c => c.ToArray())], (ulong[][])[.. got[b].Select(c => c.ToArray())]); }
    }
}
