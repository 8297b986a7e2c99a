using System.Runtime.CompilerServices;
using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Multilinear;
using FvmCompute.Verifier.Circuits;

namespace FvmCompute.Verifier.Zerocheck;

/// <summary>The four row domains of a table of so many rows (proof-system.md §6), and its row numbers, at a point (§3).</summary>
internal readonly struct RowSelectors
{
    private readonly Selectors _domains;

    /// <param name="rows">0..2^30.</param>
    /// <param name="point">One coordinate per variable of the padded height.</param>
    public RowSelectors(ulong rows, ReadOnlySpan<Ext2> point)
    {
        Ext2 every = MultilinearKernels.LessThan((long)rows, point);
        Ext2 transition = MultilinearKernels.LessThan((long)rows - 1, point);
        _domains[(int)RowDomain.Every] = every;
        _domains[(int)RowDomain.Transition] = transition;
        _domains[(int)RowDomain.First] = rows >= 1 ? MultilinearKernels.First(point) : Ext2.Zero;
        _domains[(int)RowDomain.Last] = every - transition;
        RowIndex = MultilinearKernels.Index(point);
    }

    /// <summary>The row number.</summary>
    public Ext2 RowIndex { get; }

    /// <summary>[row in domain].</summary>
    public Ext2 this[RowDomain domain] => _domains[(int)domain];

    [InlineArray(4)]
    private struct Selectors
    {
        private Ext2 _first;
    }
}
