using FvmCompute.Verifier.Circuits;
using FvmCompute.Verifier.Layouts;
using FvmCompute.Verifier.Profiles;
using FvmCompute.Verifier.Verdicts;

namespace FvmCompute.Verifier.Statements;

/// <content>The checks that make an instance.</content>
public sealed partial class Instance
{
    /// <summary>Checks a statement completely: proof-system.md §6, its layout §7, the ledger §13.</summary>
    /// <param name="allowInsecure">Whether test profiles are accepted.</param>
    /// <returns>Null and the instance, or what is wrong.</returns>
    public static Rejection? TryCreate(Statement statement, bool allowInsecure, out Instance? instance)
    {
        instance = null;
        if (CircuitShape.TryAnalyse(statement.Circuit, out CircuitShape? shape) is { } fault) { return fault; }
        Rejection? counts = CheckCounts(statement) ?? CheckProducts(statement) ?? CheckCells(statement) ?? CheckDatasets(statement);
        if (counts is not null) { return counts; }

        Instance checkedSoFar = new(statement, shape!);
        Rejection? layout = checkedSoFar.LayOut() ?? checkedSoFar.CheckDatasetColumns() ?? checkedSoFar.CheckTerms();
        if (layout is not null) { return layout; }
        if (Ledger.Check(statement.Profile, checkedSoFar.Sizes, allowInsecure) is { } weak) { return weak; }
        instance = checkedSoFar;
        return null;
    }

    /// <summary>§6: a row count for each table, h_T ≤ 30; as many public values as the circuit says.</summary>
    private static Rejection? CheckCounts(Statement statement)
    {
        Circuit circuit = statement.Circuit;
        if (statement.RowCounts.Length != circuit.Tables.Length)
        {
            return Refuse("row counts", 0, $"{circuit.Tables.Length}", statement.RowCounts.Length);
        }

        if (statement.PublicValues.Length != circuit.PublicValues)
        {
            return Refuse("public values", 0, $"{circuit.PublicValues}", statement.PublicValues.Length);
        }

        for (int t = 0; t < statement.RowCounts.Length; t++)
        {
            if (CircuitLimits.LogHeight(statement.RowCounts[t]) > CircuitLimits.LogRows)
            {
                return Refuse("rows of table", t, $"at most 2^{CircuitLimits.LogRows}", statement.RowCounts[t]);
            }
        }

        return null;
    }

    /// <summary>§6: n_A = 2^(a+k), n_B = 2^(k+b), n_Y = 2^(a+b) exactly.</summary>
    private static Rejection? CheckProducts(Statement statement)
    {
        for (int i = 0; i < statement.Circuit.Products.Length; i++)
        {
            MatrixProduct p = statement.Circuit.Products[i];
            Rejection? fault = CheckSide("factor A of product", i, statement.RowCounts[p.A.Table], p.LogRows + p.LogInner)
                ?? CheckSide("factor B of product", i, statement.RowCounts[p.B.Table], p.LogInner + p.LogColumns)
                ?? CheckSide("result of product", i, statement.RowCounts[p.Y.Table], p.LogRows + p.LogColumns);
            if (fault is not null) { return fault; }
        }

        return null;
    }

    /// <summary>§6: the exponent is at most 30, asked before shifting.</summary>
    private static Rejection? CheckSide(string what, int index, ulong rows, int logRows)
    {
        if (logRows > CircuitLimits.LogRows) { return Refuse($"exponent of {what}", index, $"at most {CircuitLimits.LogRows}", logRows); }
        return rows == 1UL << logRows ? null : Refuse($"rows of {what}", index, $"{1UL << logRows}", rows);
    }

    /// <summary>§6: the row of a CELL is below n_T, that of a SUM is 0.</summary>
    private static Rejection? CheckCells(Statement statement)
    {
        for (int i = 0; i < statement.Circuit.Claims.Length; i++)
        {
            LinearClaim claim = statement.Circuit.Claims[i];
            ulong rows = claim.Kind == ClaimKind.Cell ? statement.RowCounts[claim.Column.Table] : 1;
            if (claim.Row >= rows) { return Refuse("row of claim", i, $"below {rows}", claim.Row); }
        }

        return null;
    }

    /// <summary>§6: at most 64 datasets of at most 4096 columns; §7: m and r0 are the profile's.</summary>
    private static Rejection? CheckDatasets(Statement statement)
    {
        int count = statement.Datasets.Length;
        if (count > CircuitLimits.Datasets) { return Refuse("datasets", 0, $"at most {CircuitLimits.Datasets}", count); }
        Profile profile = statement.Profile;
        for (int i = 0; i < statement.Datasets.Length; i++)
        {
            Dataset dataset = statement.Datasets[i];
            if (dataset.LogRowLength != profile.LogRowLength) { return Refuse("m of dataset", i, $"{profile.LogRowLength}", dataset.LogRowLength); }
            if (dataset.LogInverseRate != profile.LogInverseRate) { return Refuse("r0 of dataset", i, $"{profile.LogInverseRate}", dataset.LogInverseRate); }
            int columns = dataset.Blocks.Sum(b => b.Columns);
            if (columns > CircuitLimits.DatasetColumns) { return Refuse("columns of dataset", i, $"at most {CircuitLimits.DatasetColumns}", columns); }
        }

        return null;
    }

    /// <summary>§7; §6: 1 ≤ W ≤ 4096. Blocks keep their limits of §6 in <see cref="Layout.TryCreate"/>.</summary>
    private Rejection? LayOut()
    {
        Layout[] layouts = new Layout[Statement.Datasets.Length];
        int[] bases = new int[layouts.Length + 1];
        for (int i = 0; i < layouts.Length; i++)
        {
            Rejection? fault = Layout.TryCreate(Statement.Datasets[i].Blocks.AsSpan(), Profile.LogRowLength, $"dataset {i}", out Layout? layout);
            if (fault is not null) { return fault; }
            layouts[i] = layout!;
            bases[i + 1] = bases[i] + layout!.RowCount;
        }

        Block[] blocks = [.. Circuit.Tables.Zip(Statement.RowCounts, (table, rows) => new Block(rows, table.AuxiliaryColumns))];
        if (Layout.TryCreate(blocks, Profile.LogRowLength, "auxiliary columns", out Layout? auxiliary) is { } refused) { return refused; }
        (DatasetLayouts, AuxiliaryLayout, BaseRows) = ([.. layouts], auxiliary!, [.. bases]);
        MatrixRows = bases[^1] + AuxiliaryRows;
        return MatrixRows is >= 1 and <= CircuitLimits.MatrixRows ? null : Refuse("matrix rows", 0, $"1..{CircuitLimits.MatrixRows}", MatrixRows);
    }

    /// <summary>§6: a referenced column exists, and its block has exactly n_T rows.</summary>
    private Rejection? CheckDatasetColumns()
    {
        for (int t = 0; t < Circuit.Tables.Length; t++)
        {
            foreach (DatasetColumn column in Circuit.Tables[t].DatasetColumns)
            {
                if (column.Dataset >= Statement.Datasets.Length) { return Refuse("dataset of table", t, $"below {Statement.Datasets.Length}", column.Dataset); }
                Dataset dataset = Statement.Datasets[column.Dataset];
                if (column.Block >= dataset.Blocks.Length) { return Refuse("dataset block of table", t, $"below {dataset.Blocks.Length}", column.Block); }
                Block block = dataset.Blocks[column.Block];
                if (column.Column >= block.Columns) { return Refuse("dataset column of table", t, $"below {block.Columns}", column.Column); }
                if (block.Rows != Statement.RowCounts[t]) { return Refuse("dataset rows of table", t, $"{Statement.RowCounts[t]}", block.Rows); }
            }
        }

        return null;
    }

    /// <summary>§6: at most 2^18 terms. Bounds the work of the stacked reduction: an upper bound on its terms, counted without making them.</summary>
    private Rejection? CheckTerms()
    {
        long terms = BaseRows[^1];
        for (int t = 0; t < Circuit.Tables.Length; t++)
        {
            terms += Shape.Tables[t].UsedCurrent.Sum(c => (long)Place(t, c).Chunks) + (2 * Shape.Tables[t].UsedNext.Sum(c => (long)Place(t, c).Chunks));
        }

        terms += Circuit.Claims.Sum(c => c.Kind == ClaimKind.Cell ? 1L : Chunks(c.Column));
        terms += Circuit.Products.Sum(p => Chunks(p.A) + Chunks(p.B) + Chunks(p.Y));
        return terms <= CircuitLimits.ReductionTerms ? null : Refuse("reduction terms", 0, $"at most {CircuitLimits.ReductionTerms}", terms);

        long Chunks(TableColumn column) => Place(column.Table, column.Column).Chunks;
    }

    private static Rejection Refuse<T>(string what, int index, string expected, T got) => Rejection.Of(Reason.Statement, what, index, expected, got);
}
