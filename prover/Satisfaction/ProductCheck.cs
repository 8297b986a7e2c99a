using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Fields.Simd;
using FvmCompute.Verifier.Circuits;
using FvmCompute.Verifier.Statements;

namespace FvmCompute.Prover.Satisfaction;

/// <summary>
/// Whether matrix products hold, by Freivalds' check: both sides of Y = A·Bᵀ times a vector over K that is random in each of its b tensor factors, so that a
/// wrong row is overlooked with probability b/|K| ≤ 2^−123. Only the entries of a row that is found are computed one by one.
/// </summary>
internal sealed class ProductCheck(Instance instance, WitnessColumns columns, ParallelOptions options)
{
    /// <summary>Rows of A, and inner columns, that are worked on together: 1 MiB of K each.</summary>
    private const int LogRun = 16;

    /// <summary>Bytes of a product's vectors.</summary>
    public static long Bytes => 4L * (Ext2.Bytes << LogRun);

    /// <summary>The first wrong entry of the first wrong product.</summary>
    public ProductFault? Find()
    {
        for (int i = 0; i < instance.Circuit.Products.Length; i++)
        {
            MatrixProduct product = instance.Circuit.Products[i];
            if (FindRow(product) is { } row) { return Describe(i, product, row); }
        }

        return null;
    }

    /// <summary>The first wrong row of a product's result.</summary>
    private long? FindRow(MatrixProduct product)
    {
        TensorVector vector = new(product.LogColumns);
        (long rowCount, int inner) = (1L << product.LogRows, 1 << product.LogInner);
        for (long first = 0; first < rowCount; first += 1 << LogRun)
        {
            Ext2[] sides = new Ext2[Math.Min(rowCount - first, 1 << LogRun)];
            for (int column = 0; column < inner; column += 1 << LogRun)
            {
                AddLeft(product, first, column, CombineRight(product, vector, column, Math.Min(inner - column, 1 << LogRun)), sides);
            }

            SubtractResult(product, first, vector, sides);
            int wrong = Array.FindIndex(sides, side => !side.IsZero);
            if (wrong >= 0) { return first + wrong; }
        }

        return null;
    }

    /// <summary>Σ_j v_j·B[j, column..]: the rows of B, each thread some of them.</summary>
    private Ext2[] CombineRight(MatrixProduct product, TensorVector vector, int column, int count)
    {
        Ext2[] total = new Ext2[count];
        Lock joining = new();
        Run(1L << product.LogColumns, (from, to) =>
        {
            Ext2[] own = new Ext2[count];
            for (long j = from; j < to; j++)
            {
                FieldSpans.ScaleAdd(vector[j], columns.Rows(product.B).Slice((int)((j << product.LogInner) + column), count), own);
            }

            lock (joining) { FieldSpans.Add(total, own, total); }
        });
        return total;
    }

    /// <summary>sides[i] += ⟨A[first + i, column..], right⟩.</summary>
    private void AddLeft(MatrixProduct product, long first, int column, Ext2[] right, Ext2[] sides) => Run(sides.Length, (from, to) =>
    {
        for (long i = from; i < to; i++)
        {
            sides[i] += FieldSpans.Dot(right, columns.Rows(product.A).Slice((int)(((first + i) << product.LogInner) + column), right.Length));
        }
    });

    /// <summary>sides[i] −= Σ_j v_j·Y[first + i, j].</summary>
    private void SubtractResult(MatrixProduct product, long first, TensorVector vector, Ext2[] sides) => Run(sides.Length, (from, to) =>
    {
        for (long i = from; i < to; i++)
        {
            sides[i] -= vector.Dot(columns.Rows(product.Y).Slice((int)((first + i) << product.LogColumns), 1 << product.LogColumns));
        }
    });

    private ProductFault Describe(int number, MatrixProduct product, long row)
    {
        ReadOnlySpan<ulong> left = columns.Rows(product.A).Slice((int)(row << product.LogInner), 1 << product.LogInner);
        ReadOnlySpan<ulong> result = columns.Rows(product.Y).Slice((int)(row << product.LogColumns), 1 << product.LogColumns);
        for (int j = 0; j < result.Length; j++)
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            ReadOnlySpan<ulong> right = columns.Rows(product.B).Slice(j << product.LogInner, left.Length);
            ulong sum = 0;
            for (int l = 0; l < left.Length; l++) { sum = Goldilocks.Add(sum, Goldilocks.Multiply(left[l], right[l])); }
            if (sum != result[j]) { return new(product.Y.Table, (row << product.LogColumns) + j, number, sum, result[j]); }
        }

        throw new InvalidOperationException($"row {row} of product {number} is right, although its combination is not");
    }

    /// <summary>Splits [0, count) among the threads.</summary>
    private void Run(long count, Action<long, long> body)
    {
        long pieces = Math.Min(count, options.MaxDegreeOfParallelism);
        options.CancellationToken.ThrowIfCancellationRequested();
        Parallel.For(0, pieces, options, piece => body(count * piece / pieces, count * (piece + 1) / pieces));
    }

    /// <summary>v_j = Π x_t over the bits t that are set in j: two tables of the square root's size, whose products are the entries.</summary>
    private sealed class TensorVector
    {
        private readonly Ext2[] _low;
        private readonly Ext2[] _high;
        private readonly int _logLow;

        public TensorVector(int logLength)
        {
            _logLow = logLength / 2;
            (_low, _high) = (Table(_logLow), Table(logLength - _logLow));
        }

        public Ext2 this[long index] => _low[index & (_low.Length - 1)] * _high[index >> _logLow];

        public Ext2 Dot(ReadOnlySpan<ulong> values)
        {
            Ext2 sum = Ext2.Zero;
            for (int i = 0; i < _high.Length; i++) { sum += _high[i] * FieldSpans.Dot(_low, values.Slice(i << _logLow, _low.Length)); }
            return sum;
        }

        private static Ext2[] Table(int variables)
        {
            Ext2[] table = new Ext2[1 << variables];
            table[0] = Ext2.One;
            for (int t = 0; t < variables; t++)
            {
                Ext2 factor = RandomElements.Draw();
                for (int i = 0; i < 1 << t; i++) { table[(1 << t) + i] = table[i] * factor; }
            }

            return table;
        }
    }
}
