using System.Runtime.InteropServices;
using FvmCompute.Kernels.Prover.Cpu.Lanes;
using FvmCompute.Primitives.Cpu;
using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Fields.Simd;
using FvmCompute.Primitives.Ntt;

namespace FvmCompute.Kernels.Prover.Cpu.Points;

/// <summary>
/// A few positions of a domain: what a polynomial of n coefficients is there, and the transpose of that, sums of powers.
/// </summary>
/// <remarks>
/// With b = high·L + low, x^b is x^low·(x^L)^high. For a run of neighbouring low parts the first levels of a transform deal with all high parts in the cache; a block
/// of L coefficients that is left holds about one position, whose powers x^low do the rest. For t positions in c cosets that is about
/// c·n·(log₂(t/c)/2 + 1) multiplications, next to t·n without the levels.
/// </remarks>
internal sealed class DomainPoints
{
    /// <summary>log₂ of a run's low parts: the rows of a run stay in the second-level cache.</summary>
    private const int LogWidth = 8;

    private readonly uint[] _positions;
    private readonly ulong[] _points;
    private readonly ulong[] _powers;
    private readonly ulong[] _roots;
    private readonly int _logLength;
    private readonly int _logRows;

    /// <param name="positions">Strictly rising, below 2^<paramref name="logDomain"/>.</param>
    /// <param name="logLength">log₂ n, at most <paramref name="logDomain"/>.</param>
    public DomainPoints(ReadOnlySpan<uint> positions, int logDomain, int logLength)
    {
        Require.Between(logLength, 0, logDomain, "log₂ of the coefficients");
        (_positions, _logLength) = (positions.ToArray(), logLength);
        int logCosets = logDomain - logLength, perCoset = positions.Length >> logCosets;
        _logRows = perCoset < 2 ? 0 : Math.Min(logLength, int.Log2(perCoset) + 1);
        _roots = _logRows == 0 ? [] : RowTransform.Roots(logCosets + _logRows).ToArray();
        _points = [.. _positions.Select(position => EvaluationDomain.Point(position, logDomain))];
        _powers = new ulong[positions.Length * Width];
        for (int s = 0; s < _positions.Length; s++) { FillPowers(_points[s], _powers.AsSpan(s * Width, Width)); }
    }

    /// <summary>Words that <see cref="Evaluate"/> works in.</summary>
    public int ScratchWords => (Rows * Width) + _positions.Length;

    private int Rows => 1 << _logRows;

    /// <summary>log₂ L.</summary>
    private int LogBlock => _logLength - _logRows;

    private int Width => 1 << Math.Min(LogBlock, LogWidth);

    /// <summary>values[s] = Σ_b coefficients[b]·x_s^b over F.</summary>
    /// <param name="coefficients">n.</param>
    /// <param name="scratch"><see cref="ScratchWords"/>.</param>
    /// <param name="values">One per position.</param>
    public void Evaluate(CpuLevel level, ReadOnlySpan<ulong> coefficients, Span<ulong> scratch, Span<ulong> values)
    {
        Require.Exactly(coefficients.Length, 1L << _logLength, "coefficients");
        Span<ulong> rows = scratch[..(Rows * Width)], scales = scratch.Slice(rows.Length, _positions.Length);
        scales.Fill(1);
        values.Clear();
        for (int low = 0; low < 1 << LogBlock; low += Width)
        {
            for (int first = 0, end; first < _positions.Length; first = end)
            {
                end = EndOfCoset(first);
                Split(level, coefficients[low..], _positions[first] >> _logLength, rows);
                for (int s = first; s < end; s++) { values[s] = Goldilocks.Add(values[s], Goldilocks.Multiply(scales[s], Dot(level, rows, s))); }
            }

            for (int s = 0; s < scales.Length; s++) { scales[s] = Goldilocks.Multiply(scales[s], Goldilocks.Multiply(_powers[((s + 1) * Width) - 1], _points[s])); }
        }
    }

    /// <summary>sums[b] += Σ_s factors[s]·x_s^b.</summary>
    /// <param name="factors">One per position.</param>
    /// <param name="sums">At least n elements.</param>
    public void AddPowers(ReadOnlySpan<Ext2> factors, HostBlock sums, Workers workers)
    {
        Require.Exactly(factors.Length, _positions.Length, "factors");
        Ext2[] scales = factors.ToArray();
        Ext2[]?[] buffers = new Ext2[workers.Count][];
        workers.ForRuns(1L << LogBlock, LogWidth, (worker, low, _) =>
        {
            Span<Ext2> rows = buffers[worker] ??= new Ext2[Rows * Width];
            for (int first = 0, end; first < scales.Length; first = end)
            {
                end = EndOfCoset(first);
                rows.Clear();
                for (int s = first; s < end; s++)
                {
                    FieldSpans.ScaleAdd(workers.Level, scales[s] * Goldilocks.Power(_points[s], (ulong)low), PowersOf(s), rows.Slice(RowOf(s) * Width, Width));
                }

                Merge(workers.Level, _positions[first] >> _logLength, rows);
                for (int high = 0; high < Rows; high++) { Add(workers.Level, rows.Slice(high * Width, Width), sums.At(((long)high << LogBlock) + low, Width)); }
            }
        });
    }

    /// <summary>The first levels of the transform of a coset: one from the coefficients into the rows, the others there.</summary>
    /// <param name="coefficients">From the run's first low part on.</param>
    private void Split(CpuLevel level, ReadOnlySpan<ulong> coefficients, uint coset, Span<ulong> rows)
    {
        if (_logRows == 0)
        {
            coefficients[..rows.Length].CopyTo(rows);
            return;
        }

        int half = rows.Length / 2, distance = 1 << (_logLength - 1);
        for (int at = 0; at < half; at += Width)
        {
            ReadOnlySpan<ulong> row = coefficients.Slice(at / Width << LogBlock, distance + Width);
            SplitPass pass = new() { X = ref MemoryMarshal.GetReference(row), Distance = (nuint)distance, Root = _roots[coset], Out = ref rows[at], Half = (nuint)half };
            LanePass.Run(level, ref pass, Width);
        }

        for (int log = 1; log < _logRows; log++)
        {
            half = rows.Length >> (log + 1);
            for (int block = 0; block < 1 << log; block++)
            {
                ref ulong first = ref rows[2 * half * block];
                ulong root = _roots[((int)coset << log) + block];
                SplitPass pass = new() { X = ref first, Distance = (nuint)half, Root = root, Out = ref first, Half = (nuint)half };
                LanePass.Run(level, ref pass, half);
            }
        }
    }

    /// <summary>The transpose of <see cref="Split"/>, on elements of K.</summary>
    private void Merge(CpuLevel level, uint coset, Span<Ext2> rows)
    {
        for (int log = _logRows - 1; log >= 0; log--)
        {
            int half = rows.Length >> (log + 1);
            for (int block = 0; block < 1 << log; block++)
            {
                ref ulong words = ref Lane.Words(rows[(2 * half * block)..]);
                MergePass pass = new() { X = ref words, Half = 2 * (nuint)half, Root = _roots[((int)coset << log) + block] };
                LanePass.Run(level, ref pass, 2 * half);
            }
        }
    }

    private static void Add(CpuLevel level, Span<Ext2> row, Span<Ext2> sums)
    {
        AddPass pass = new() { X = ref Lane.Words(row), Out = ref Lane.Words(sums) };
        LanePass.Run(level, ref pass, 2 * row.Length);
    }

    private ulong Dot(CpuLevel level, ReadOnlySpan<ulong> rows, int s)
    {
        DotPass pass = new() { X = ref _powers[s * Width], Y = ref MemoryMarshal.GetReference(rows[(RowOf(s) * Width)..]) };
        LanePass.Run(level, ref pass, Width);
        return pass.Sum;
    }

    /// <summary>The block of L coefficients that a position ends in.</summary>
    private int RowOf(int s) => (int)(_positions[s] >> LogBlock) & (Rows - 1);

    private ReadOnlySpan<ulong> PowersOf(int s) => _powers.AsSpan(s * Width, Width);

    private int EndOfCoset(int first)
    {
        int end = first + 1;
        while (end < _positions.Length && _positions[end] >> _logLength == _positions[first] >> _logLength) { end++; }
        return end;
    }

    private static void FillPowers(ulong x, Span<ulong> powers)
    {
        powers[0] = 1;
        for (int i = 1; i < powers.Length; i++) { powers[i] = Goldilocks.Multiply(powers[i - 1], x); }
    }
}
