using FvmCompute.Kernels.Prover.Cpu.Lanes;
using FvmCompute.Primitives.Fields;

namespace FvmCompute.Kernels.Prover.Cpu.Inner;

/// <summary>The sumcheck of a sum of products.</summary>
/// <param name="blocks">Disposed with it.</param>
internal sealed class CpuInnerSumcheck(IReadOnlyList<InnerProduct> products, IReadOnlyList<HostBlock> blocks) : IInnerSumcheck
{
    public (Ext2 F, Ext2 W) Ends => products.Count == 0 ? default : products[0].Ends;

    /// <summary>Two columns with their top variables bound, for a matrix product.</summary>
    public static CpuInnerSumcheck OfColumns(
        (CpuColumn Column, Ext2[] Point) left, (CpuColumn Column, Ext2[] Point) right, int logInner, HostArena arena, Workers workers)
    {
        HostBlock f = arena.RentElements(1L << logInner), w = arena.RentElements(1L << logInner);
        RowCombination.BindTop(left.Column, left.Point, f, workers);
        RowCombination.BindTop(right.Column, right.Point, w, workers);
        return new([new(f, w, 1L << logInner, workers)], [f, w]);
    }

    public RoundSums Open() => Sum(product => product.Open());

    public RoundSums Bind(Ext2 challenge) => Sum(product => product.Bind(challenge));

    public (Ext2 F, Ext2 W) Finish(Ext2 challenge)
    {
        foreach (InnerProduct product in products) { product.Finish(challenge); }
        return Ends;
    }

    public void Dispose()
    {
        foreach (HostBlock block in blocks) { block.Dispose(); }
    }

    private RoundSums Sum(Func<InnerProduct, RoundSums> round)
    {
        (Ext2 atZero, Ext2 leading) = (Ext2.Zero, Ext2.Zero);
        foreach (InnerProduct product in products)
        {
            RoundSums sums = round(product);
            atZero += sums.AtZero;
            leading += sums.Leading;
        }

        return new(atZero, leading);
    }
}
