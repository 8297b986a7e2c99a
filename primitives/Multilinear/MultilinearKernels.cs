using FvmCompute.Primitives.Fields;

namespace FvmCompute.Primitives.Multilinear;

/// <summary>
/// Multilinear extensions that a verifier evaluates by itself, in O(n) (proof-system.md §3). Bit l of a table index is variable x_l;
/// a point lists x_0 first.
/// </summary>
public static class MultilinearKernels
{
    /// <summary>The most variables a point may have.</summary>
    public const int MaxVariables = 64;

    /// <summary>[x = y].</summary>
    /// <param name="y">As long as <paramref name="x"/>.</param>
    public static Ext2 Eq(ReadOnlySpan<Ext2> x, ReadOnlySpan<Ext2> y)
    {
        Require.Length(y.Length, x.Length);
        Ext2 product = Ext2.One;
        for (int i = 0; i < x.Length; i++) { product *= EqFactor(x[i], y[i]); }
        return product;
    }

    /// <summary>[x = index], the index given as an integer.</summary>
    /// <param name="index">Below 2^n.</param>
    public static Ext2 Eq(ReadOnlySpan<Ext2> x, ulong index)
    {
        Ext2 product = Ext2.One;
        for (int i = 0; i < x.Length; i++) { product *= (index >> i & 1) != 0 ? x[i] : Ext2.One - x[i]; }
        return product;
    }

    /// <summary>[y = x + 1], no wrap.</summary>
    /// <param name="y">As long as <paramref name="x"/>, at most <see cref="MaxVariables"/>.</param>
    public static Ext2 Next(ReadOnlySpan<Ext2> x, ReadOnlySpan<Ext2> y)
    {
        Require.Length(y.Length, x.Length);
        Require.Between(x.Length, 0, MaxVariables);
        Span<Ext2> equalAbove = stackalloc Ext2[MaxVariables + 1];
        equalAbove[x.Length] = Ext2.One;
        for (int i = x.Length - 1; i >= 0; i--) { equalAbove[i] = equalAbove[i + 1] * EqFactor(x[i], y[i]); }

        Ext2 sum = Ext2.Zero;
        Ext2 carry = Ext2.One;
        for (int k = 0; k < x.Length; k++)
        {
            sum += carry * ((Ext2.One - x[k]) * y[k]) * equalAbove[k + 1];
            carry *= x[k] * (Ext2.One - y[k]);
        }

        return sum;
    }

    /// <summary>[x = 2^n − 1 and y = 0].</summary>
    /// <param name="y">As long as <paramref name="x"/>.</param>
    public static Ext2 Carry(ReadOnlySpan<Ext2> x, ReadOnlySpan<Ext2> y)
    {
        Require.Length(y.Length, x.Length);
        Ext2 product = Ext2.One;
        for (int i = 0; i < x.Length; i++) { product *= x[i] * (Ext2.One - y[i]); }
        return product;
    }

    /// <summary>[index &lt; bound].</summary>
    /// <param name="bound">Any number: 0 or less gives 0, 2^n or more gives 1.</param>
    /// <param name="x">At most 62 variables.</param>
    public static Ext2 LessThan(long bound, ReadOnlySpan<Ext2> x)
    {
        Require.Between(x.Length, 0, 62);
        if (bound <= 0) { return Ext2.Zero; }
        if (bound >= 1L << x.Length) { return Ext2.One; }
        Ext2 sum = Ext2.Zero;
        Ext2 prefix = Ext2.One;
        for (int i = x.Length - 1; i >= 0; i--)
        {
            Ext2 zero = prefix * (Ext2.One - x[i]);
            bool set = (bound >> i & 1) != 0;
            if (set) { sum += zero; }
            prefix = set ? prefix * x[i] : zero;
        }

        return sum;
    }

    /// <summary>The function i ↦ i.</summary>
    public static Ext2 Index(ReadOnlySpan<Ext2> x)
    {
        Require.Between(x.Length, 0, 62);
        Ext2 sum = Ext2.Zero;
        for (int i = 0; i < x.Length; i++) { sum += x[i] * (1UL << i); }
        return sum;
    }

    /// <summary>[index = 0].</summary>
    public static Ext2 First(ReadOnlySpan<Ext2> x) => Eq(x, 0);

    /// <summary>table[i] = eq(point, i).</summary>
    /// <param name="table">Exactly 2^n elements.</param>
    public static void EqTable(ReadOnlySpan<Ext2> point, Span<Ext2> table)
    {
        Require.Between(point.Length, 0, 30);
        Require.Length(table.Length, 1 << point.Length);
        table[0] = Ext2.One;
        for (int l = 0; l < point.Length; l++)
        {
            int half = 1 << l;
            for (int i = 0; i < half; i++)
            {
                Ext2 high = table[i] * point[l];
                table[half + i] = high;
                table[i] -= high;
            }
        }
    }

    /// <summary>The multilinear extension of a table at a point.</summary>
    /// <param name="table">Exactly 2^n elements; overwritten.</param>
    public static Ext2 EvaluateInPlace(Span<Ext2> table, ReadOnlySpan<Ext2> point)
    {
        Require.Between(point.Length, 0, 30);
        Require.Length(table.Length, 1 << point.Length);
        for (int l = point.Length - 1; l >= 0; l--)
        {
            int half = 1 << l;
            for (int i = 0; i < half; i++) { table[i] += point[l] * (table[half + i] - table[i]); }
        }

        return table[0];
    }

    private static Ext2 EqFactor(Ext2 x, Ext2 y)
    {
        Ext2 product = x * y;
        return product + product - x - y + Ext2.One;
    }
}
