using System.Runtime.InteropServices;
using System.Security.Cryptography;
using FvmCompute.Primitives.Fields;

namespace FvmCompute.Prover.Satisfaction;

/// <summary>Uniform elements of K from the system's cryptographic generator: whoever made a witness cannot know them.</summary>
internal static class RandomElements
{
    public static Ext2 Draw() => new(DrawBase(), DrawBase());

    public static Ext2[] Draw(int count)
    {
        Ext2[] elements = new Ext2[count];
        foreach (ref Ext2 element in elements.AsSpan()) { element = Draw(); }
        return elements;
    }

    private static ulong DrawBase()
    {
        ulong word = ulong.MaxValue;
        while (word >= Goldilocks.Modulus) { RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(new Span<ulong>(ref word))); }
        return word;
    }
}
