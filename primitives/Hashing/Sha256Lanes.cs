using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FvmCompute.Primitives.Hashing;

/// <summary>SHA-256 of node pairs, as many pairs at once as a register has lanes.</summary>
/// <remarks>
/// The loops stay small on purpose: a body with all 128 rounds unrolled ran five times slower, as the JIT spilled most registers.
/// </remarks>
internal static class Sha256Lanes<TVector, TLanes>
    where TVector : unmanaged
    where TLanes : ILanes32<TVector>
{
    /// <inheritdoc cref="Sha256Scalar.HashPairs"/>
    [SkipLocalsInit]
    public static void HashPairs(ReadOnlySpan<byte> nodes, Span<byte> parents)
    {
        Span<TVector> words = stackalloc TVector[64 + 8];
        ref TVector schedule = ref MemoryMarshal.GetReference(words);
        int pairs = nodes.Length / 64;
        int whole = pairs - (pairs % TLanes.Count);
        ref byte source = ref MemoryMarshal.GetReference(nodes);
        ref byte target = ref MemoryMarshal.GetReference(parents);
        for (int pair = 0; pair < whole; pair += TLanes.Count)
        {
            HashGroup(ref Unsafe.Add(ref source, 64 * pair), ref Unsafe.Add(ref target, 32 * pair), ref schedule);
        }

        if (whole < pairs) { HashTail(nodes[(64 * whole)..], parents[(32 * whole)..], ref schedule); }
    }

    /// <summary>Fewer pairs than lanes: the other lanes hash what the stack holds. A single pair is faster alone (2.9 against 2.0 million/s, Zen 5).</summary>
    [SkipLocalsInit]
    private static void HashTail(ReadOnlySpan<byte> nodes, Span<byte> parents, ref TVector schedule)
    {
        if (nodes.Length == 64)
        {
            Sha256Scalar.HashPairs(nodes, parents);
            return;
        }

        Span<byte> blocks = stackalloc byte[64 * TLanes.Count];
        Span<byte> digests = stackalloc byte[32 * TLanes.Count];
        nodes.CopyTo(blocks);
        HashGroup(ref MemoryMarshal.GetReference(blocks), ref MemoryMarshal.GetReference(digests), ref schedule);
        digests[..(nodes.Length / 2)].CopyTo(parents);
    }

    /// <param name="schedule">Room for 64 schedule words and 8 state words.</param>
    private static void HashGroup(ref byte source, ref byte target, ref TVector schedule)
    {
        ref TVector state = ref Unsafe.Add(ref schedule, 64);
        TLanes.Load(ref source, ref schedule);
        ExpandSchedule(ref schedule);
        for (int i = 0; i < 8; i++) { Unsafe.Add(ref state, i) = TLanes.Broadcast(Sha256Constants.Iv[i]); }
        MessageRounds(ref state, ref schedule);
        PaddingRounds(ref state);
        TLanes.StoreTruncated(ref state, ref target);
    }

    private static void ExpandSchedule(ref TVector schedule)
    {
        for (int i = 0; i < 48; i++)
        {
            ref TVector w = ref Unsafe.Add(ref schedule, i);
            TVector a = Unsafe.Add(ref w, 1), b = Unsafe.Add(ref w, 14);
            TVector s0 = TLanes.Xor(TLanes.RotateRight(a, 7), TLanes.RotateRight(a, 18), TLanes.ShiftRight(a, 3));
            TVector s1 = TLanes.Xor(TLanes.RotateRight(b, 17), TLanes.RotateRight(b, 19), TLanes.ShiftRight(b, 10));
            Unsafe.Add(ref w, 16) = TLanes.Add(TLanes.Add(w, Unsafe.Add(ref w, 9)), TLanes.Add(s0, s1));
        }
    }

    private static void MessageRounds(ref TVector state, ref TVector schedule)
    {
        TVector a = state, b = Unsafe.Add(ref state, 1), c = Unsafe.Add(ref state, 2), d = Unsafe.Add(ref state, 3);
        TVector e = Unsafe.Add(ref state, 4), f = Unsafe.Add(ref state, 5), g = Unsafe.Add(ref state, 6), h = Unsafe.Add(ref state, 7);
        ref uint k = ref MemoryMarshal.GetReference(Sha256Constants.K);
        for (int i = 0; i < 64; i += 8)
        {
            ref TVector w = ref Unsafe.Add(ref schedule, i);
            ref uint constant = ref Unsafe.Add(ref k, i);
            Round(a, b, c, ref d, e, f, g, ref h, TLanes.Add(w, TLanes.Broadcast(constant)));
            Round(h, a, b, ref c, d, e, f, ref g, TLanes.Add(Unsafe.Add(ref w, 1), TLanes.Broadcast(Unsafe.Add(ref constant, 1))));
            Round(g, h, a, ref b, c, d, e, ref f, TLanes.Add(Unsafe.Add(ref w, 2), TLanes.Broadcast(Unsafe.Add(ref constant, 2))));
            Round(f, g, h, ref a, b, c, d, ref e, TLanes.Add(Unsafe.Add(ref w, 3), TLanes.Broadcast(Unsafe.Add(ref constant, 3))));
            Round(e, f, g, ref h, a, b, c, ref d, TLanes.Add(Unsafe.Add(ref w, 4), TLanes.Broadcast(Unsafe.Add(ref constant, 4))));
            Round(d, e, f, ref g, h, a, b, ref c, TLanes.Add(Unsafe.Add(ref w, 5), TLanes.Broadcast(Unsafe.Add(ref constant, 5))));
            Round(c, d, e, ref f, g, h, a, ref b, TLanes.Add(Unsafe.Add(ref w, 6), TLanes.Broadcast(Unsafe.Add(ref constant, 6))));
            Round(b, c, d, ref e, f, g, h, ref a, TLanes.Add(Unsafe.Add(ref w, 7), TLanes.Broadcast(Unsafe.Add(ref constant, 7))));
        }

        AddState(ref state, a, b, c, d, e, f, g, h);
    }

    /// <summary>The block that pads 64 bytes is constant, so its schedule comes ready from <see cref="Sha256Constants.PaddingRounds"/>.</summary>
    private static void PaddingRounds(ref TVector state)
    {
        TVector a = state, b = Unsafe.Add(ref state, 1), c = Unsafe.Add(ref state, 2), d = Unsafe.Add(ref state, 3);
        TVector e = Unsafe.Add(ref state, 4), f = Unsafe.Add(ref state, 5), g = Unsafe.Add(ref state, 6), h = Unsafe.Add(ref state, 7);
        ref uint kw = ref MemoryMarshal.GetReference(Sha256Constants.PaddingRounds);
        for (int i = 0; i < 64; i += 8)
        {
            ref uint constant = ref Unsafe.Add(ref kw, i);
            Round(a, b, c, ref d, e, f, g, ref h, TLanes.Broadcast(constant));
            Round(h, a, b, ref c, d, e, f, ref g, TLanes.Broadcast(Unsafe.Add(ref constant, 1)));
            Round(g, h, a, ref b, c, d, e, ref f, TLanes.Broadcast(Unsafe.Add(ref constant, 2)));
            Round(f, g, h, ref a, b, c, d, ref e, TLanes.Broadcast(Unsafe.Add(ref constant, 3)));
            Round(e, f, g, ref h, a, b, c, ref d, TLanes.Broadcast(Unsafe.Add(ref constant, 4)));
            Round(d, e, f, ref g, h, a, b, ref c, TLanes.Broadcast(Unsafe.Add(ref constant, 5)));
            Round(c, d, e, ref f, g, h, a, ref b, TLanes.Broadcast(Unsafe.Add(ref constant, 6)));
            Round(b, c, d, ref e, f, g, h, ref a, TLanes.Broadcast(Unsafe.Add(ref constant, 7)));
        }

        AddState(ref state, a, b, c, d, e, f, g, h);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(TVector a, TVector b, TVector c, ref TVector d, TVector e, TVector f, TVector g, ref TVector h, TVector kw)
    {
        TVector s1 = TLanes.Xor(TLanes.RotateRight(e, 6), TLanes.RotateRight(e, 11), TLanes.RotateRight(e, 25));
        TVector t1 = TLanes.Add(TLanes.Add(h, kw), TLanes.Add(s1, TLanes.Choose(e, f, g)));
        TVector s0 = TLanes.Xor(TLanes.RotateRight(a, 2), TLanes.RotateRight(a, 13), TLanes.RotateRight(a, 22));
        d = TLanes.Add(d, t1);
        h = TLanes.Add(t1, TLanes.Add(s0, TLanes.Majority(a, b, c)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddState(ref TVector state, TVector a, TVector b, TVector c, TVector d, TVector e, TVector f, TVector g, TVector h)
    {
        state = TLanes.Add(state, a);
        Unsafe.Add(ref state, 1) = TLanes.Add(Unsafe.Add(ref state, 1), b);
        Unsafe.Add(ref state, 2) = TLanes.Add(Unsafe.Add(ref state, 2), c);
        Unsafe.Add(ref state, 3) = TLanes.Add(Unsafe.Add(ref state, 3), d);
        Unsafe.Add(ref state, 4) = TLanes.Add(Unsafe.Add(ref state, 4), e);
        Unsafe.Add(ref state, 5) = TLanes.Add(Unsafe.Add(ref state, 5), f);
        Unsafe.Add(ref state, 6) = TLanes.Add(Unsafe.Add(ref state, 6), g);
        Unsafe.Add(ref state, 7) = TLanes.Add(Unsafe.Add(ref state, 7), h);
    }
}
