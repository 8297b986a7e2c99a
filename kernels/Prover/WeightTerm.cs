using FvmCompute.Primitives.Fields;

namespace FvmCompute.Kernels.Prover;

/// <summary>What a weight is over a slice of 2^LogLength elements (table of proof-system.md §11).</summary>
public enum WeightForm
{
    /// <summary>eq(point, ·).</summary>
    Equal,

    /// <summary>next(point, ·): at a row, eq(point, ·) of the row before; row 0 has none.</summary>
    Next,

    /// <summary>1 on the first rows, 0 after them.</summary>
    Below,

    /// <summary>A single cell with the product of the point's coordinates, 1 for none.</summary>
    Cell,
}

/// <summary>A weight on aligned slices of rows. Compared by reference: terms that share one are combined.</summary>
public sealed class WeightKernel
{
    private WeightKernel(WeightForm form, int logLength, Ext2[] point, long rows) => (Form, LogLength, Point, Rows) = (form, logLength, point, rows);

    public WeightForm Form { get; }

    /// <summary>log₂ of the slices' length.</summary>
    public int LogLength { get; }

    /// <summary>Of eq, next and cells.</summary>
    public ReadOnlyMemory<Ext2> Point { get; }

    /// <summary>Of <see cref="WeightForm.Below"/>.</summary>
    public long Rows { get; }

    public static WeightKernel Equal(ReadOnlySpan<Ext2> point) => new(WeightForm.Equal, point.Length, point.ToArray(), 0);

    public static WeightKernel Next(ReadOnlySpan<Ext2> point) => new(WeightForm.Next, point.Length, point.ToArray(), 0);

    public static WeightKernel Below(int logLength, long rows) => new(WeightForm.Below, logLength, [], rows);

    public static WeightKernel Cell(ReadOnlySpan<Ext2> product) => new(WeightForm.Cell, 0, product.ToArray(), 0);
}

/// <summary>factor·kernel as the weight of one slice of a matrix row.</summary>
/// <param name="Slot">In units of the kernel's length; 0 for whole rows.</param>
/// <param name="Row">Of all matrices' rows, one after the other.</param>
public readonly record struct WeightTerm(WeightKernel Kernel, int Slot, int Row, Ext2 Factor);
