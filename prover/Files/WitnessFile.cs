using System.Collections.Immutable;
using System.Runtime.InteropServices;
using FvmCompute.Primitives.Fields;
using FvmCompute.Verifier.Circuits;
using FvmCompute.Verifier.Layouts;
using FvmCompute.Verifier.Verdicts;
using FvmCompute.Verifier.Wire;

namespace FvmCompute.Prover.Files;

/// <summary>
/// A witness file: what a prover brings besides circuit and datasets. Only the header is read when it is opened; the columns are what
/// <see cref="Proving.CircuitProver.Prove"/> takes.
/// </summary>
public sealed class WitnessFile
{
    private const int ValueBytes = 1 + Goldilocks.Bytes;

    private const int MaxHeaderBytes =
        FileStart.MarkBytes + 6 + (CircuitLimits.Tables * FileHeader.BlockBytes) + (ushort.MaxValue * ValueBytes);

    private WitnessFile(ImmutableArray<Block> tables, ImmutableArray<ulong?> publicValues, IReadOnlyList<IReadOnlyList<ReadOnlyMemory<ulong>>> columns)
    {
        (Tables, PublicValues, Columns) = (tables, publicValues, columns);
    }

    /// <summary>Rows and auxiliary columns of each table.</summary>
    public ImmutableArray<Block> Tables { get; }

    /// <summary>The public values, canonical; null where the value is to be derived from the columns.</summary>
    public ImmutableArray<ulong?> PublicValues { get; }

    /// <summary>
    /// The auxiliary columns, one list per table. A column is read from the file whenever it is asked for: keep it if it is needed twice. Throws
    /// <see cref="ProofFileException"/> where the file is not what its header says.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<ReadOnlyMemory<ulong>>> Columns { get; }

    /// <summary>Bytes of all columns.</summary>
    public long ColumnBytes => ColumnSection.BytesOf(Tables);

    /// <summary>Reads the header, and checks it against the limits of a statement and the length of the file.</summary>
    /// <param name="file">Seekable; used, one column at a time, as long as the columns are.</param>
    /// <returns>Null and the witness, or what is wrong.</returns>
    public static Rejection? TryOpen(Stream file, out WitnessFile? witness)
    {
        witness = null;
        WireReader reader = new(FileStart.Read(file, MaxHeaderBytes), Reason.Decode);
        FileHeader.ReadMark(ref reader, FileStart.WitnessMark);
        ImmutableArray<Block> tables = FileHeader.ReadBlocks(ref reader, "witness tables");
        ImmutableArray<ulong?> publicValues = ReadPublicValues(ref reader);
        if ((reader.Fault ?? FileHeader.CheckLength(file, reader.Position, tables)) is { } fault) { return fault; }
        witness = new(tables, publicValues, ColumnSection.Open(file, reader.Position, tables, "table"));
        return null;
    }

    /// <summary>Writes a witness file.</summary>
    /// <param name="tables">Rows and auxiliary columns of each table.</param>
    /// <param name="publicValues">Canonical; null where a value is to be derived.</param>
    /// <param name="columns">One list per table, one column per auxiliary column, as many canonical elements as the table has rows.</param>
    /// <exception cref="ArgumentException">A shape is beyond the limits of a statement, or a value or column does not fit.</exception>
    public static void Write(
        Stream file, IReadOnlyList<Block> tables, IReadOnlyList<ulong?> publicValues, IReadOnlyList<IReadOnlyList<ReadOnlyMemory<ulong>>> columns)
    {
        Require.Between(tables.Count, 0, CircuitLimits.Tables);
        for (int t = 0; t < tables.Count; t++)
        {
            Require.Between(tables[t].LogHeight, 0, CircuitLimits.LogRows, $"log2 of the rows of table {t}");
            Require.Between(tables[t].Columns, 0, CircuitLimits.Columns, $"columns of table {t}");
        }

        WireWriter header = FileHeader.WriteBlocks(FileHeader.WriteMark(FileStart.WitnessMark), tables);
        WritePublicValues(header, publicValues);
        file.Write(header.ToArray());
        ColumnSection.Write(file, tables, columns);
    }

    /// <summary>Whether the witness has the tables, columns and public values of a circuit.</summary>
    /// <returns>Null, or what differs.</returns>
    public Rejection? CheckAgainst(Circuit circuit)
    {
        if (Tables.Length != circuit.Tables.Length) { return Differs("tables of witness", 0, circuit.Tables.Length, Tables.Length); }
        for (int t = 0; t < Tables.Length; t++)
        {
            int expected = circuit.Tables[t].AuxiliaryColumns;
            if (Tables[t].Columns != expected) { return Differs("auxiliary columns of witness, table", t, expected, Tables[t].Columns); }
        }

        return PublicValues.Length == circuit.PublicValues
            ? null
            : Differs("public values of witness", 0, circuit.PublicValues, PublicValues.Length);
    }

    private static Rejection Differs(string where, int index, int expected, int got) =>
        Rejection.Of(Reason.Decode, where, index, $"{expected}, as the circuit says", got);

    private static ImmutableArray<ulong?> ReadPublicValues(ref WireReader reader)
    {
        const string Where = "public values";
        ushort count = reader.U16(Where);
        ulong?[] values = reader.CanHold(Where, count, ValueBytes) ? new ulong?[count] : [];
        for (int i = 0; i < values.Length; i++)
        {
            byte given = reader.U8(Where);
            reader.Limit("public value given", given, 1);
            ulong value = reader.Base(Where);
            if (given == 0) { reader.Limit("public value not given", value, 0); }
            values[i] = given == 0 ? null : value;
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(values);
    }

    private static void WritePublicValues(WireWriter header, IReadOnlyList<ulong?> values)
    {
        header.U16(checked((ushort)values.Count));
        for (int i = 0; i < values.Count; i++)
        {
            if (values[i] is { } value && value >= Goldilocks.Modulus) { Require.ThrowNotCanonical("public values", i, value); }
            header.U8(values[i] is null ? (byte)0 : (byte)1).U64(values[i] ?? 0);
        }
    }
}
