using FvmCompute.Primitives.Fields;
using FvmCompute.Verifier.Circuits;

namespace FvmCompute.Prover.Zerocheck;

/// <summary>The row domains and row numbers of a table whose top variables are bound one by one (proof-system.md §3, §6).</summary>
internal sealed class DomainSelectors
{
    private RowThreshold _every;
    private RowThreshold _transition;
    private RowThreshold _first;

    /// <param name="rows">n_T.</param>
    /// <param name="logHeight">h_T.</param>
    public DomainSelectors(ulong rows, int logHeight)
    {
        _every = new((long)rows, logHeight);
        _transition = new((long)rows - 1, logHeight);
        _first = new(Math.Min((long)rows, 1), logHeight);
    }

    /// <summary>The part of the row number that the bound variables make.</summary>
    public Ext2 BoundIndex { get; private set; }

    /// <summary>Binds the top variable.</summary>
    /// <param name="half">Rows from its lower to its upper half.</param>
    public void Bind(long half, Ext2 challenge)
    {
        _every.Bind(half, challenge);
        _transition.Bind(half, challenge);
        _first.Bind(half, challenge);
        BoundIndex += challenge * (ulong)half;
    }

    /// <summary>A domain at a row of the variables left.</summary>
    public Ext2 At(RowDomain domain, long row) => domain switch
    {
        RowDomain.Every => _every[row],
        RowDomain.Transition => _transition[row],
        RowDomain.First => _first[row],
        _ => _every[row] - _transition[row],
    };

    /// <summary>Whether a domain has one value on rows first..first + count − 1.</summary>
    public bool IsUniform(RowDomain domain, long first, int count) => domain switch
    {
        RowDomain.Every => _every.IsUniform(first, count),
        RowDomain.Transition => _transition.IsUniform(first, count),
        RowDomain.First => _first.IsUniform(first, count),
        _ => _every.IsUniform(first, count) && _transition.IsUniform(first, count),
    };
}
