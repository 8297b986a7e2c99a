using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using FvmCompute.Filecoin.Cbor;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Verifier.Wire;

namespace FvmCompute.Sidecar.Settlement;

/// <summary>Rows that a table may have; both ends are included.</summary>
public readonly record struct RowBounds(ulong Least, ulong Most);

/// <summary>
/// The question of a job that asks for a proof of circuit: <c>[1, circuit hash, [dataset id, …], [public value or null, …], [[least, most], …], profile]</c>
/// (actors/compute-market/INTERFACE.md).
/// </summary>
/// <param name="Circuit">BLAKE2b-256 of the circuit's encoding.</param>
/// <param name="Datasets">Ids in the statement's order, at most <see cref="MaxDatasets"/>.</param>
/// <param name="PublicValues">Null: a result.</param>
/// <param name="Rows">Of each table.</param>
/// <param name="Profile">Id of a secure profile.</param>
public sealed record CircuitPlan(
    Digest Circuit, ImmutableArray<Digest> Datasets, ImmutableArray<ulong?> PublicValues, ImmutableArray<RowBounds> Rows, ulong Profile) : MarketPlan
{
    /// <summary>Kind tag of the plan and of the market's job record.</summary>
    public const ulong Kind = 1;

    public const int Fields = 6;

    /// <summary>The market takes no longer plan.</summary>
    public const int MaxBytes = 8192;

    /// <summary>What an attestation has room for.</summary>
    public const int MaxDatasets = 4;

    public const ulong MaxRows = 1UL << 30;

    /// <summary>Statement and core go in one message of 65,536 bytes; 1,024 are left for attestation, signature and envelope.</summary>
    public const int MaxStatementAndCoreBytes = 64512;

    /// <summary>Parameters of one message; the rest is for addresses, gas and the message's own signature.</summary>
    public const int MaxParameterBytes = 65024;

    /// <summary>How attestations name the datasets.</summary>
    public IReadOnlyList<Cid> DatasetCids => [.. Datasets.Select(id => Filecoin.Cids.Cid.Create(CidCodec.Raw, MultihashCode.Blake2b256, id.Bytes))];

    protected override int FieldCount => Fields;

    /// <summary>What binds a statement to one acceptance of one job on one chain.</summary>
    /// <param name="accepted">Epoch of the acceptance.</param>
    public Digest Context(string chain, ulong market, ulong job, ulong provider, long accepted)
    {
        byte[] name = Encoding.UTF8.GetBytes(chain), numbers = new byte[4 * sizeof(ulong)];
        Span<byte> rest = numbers;
        foreach (ulong number in (ReadOnlySpan<ulong>)[market, job, provider, (ulong)accepted])
        {
            BinaryPrimitives.WriteUInt64LittleEndian(rest, number);
            rest = rest[sizeof(ulong)..];
        }

        return Digest.Of([.. "FVMJOB/v1/"u8, checked((byte)name.Length), .. name, .. numbers, .. Digest.Of(Encode()).Bytes]);
    }

    internal static CircuitPlan ReadFields(ref CborReader reader) => new(
        new Digest(reader.ReadBytes(Digest.Size)),
        ReadList(ref reader, (ref CborReader item) => new Digest(item.ReadBytes(Digest.Size))),
        ReadList(ref reader, (ref CborReader item) => item.TakeNull() ? (ulong?)null : item.ReadUInt64()),
        ReadList(ref reader, ReadBounds),
        reader.ReadUInt64());

    protected override void WriteFields(ref CborWriter writer)
    {
        writer.WriteUInt64(Kind);
        writer.WriteBytes(Circuit.Bytes);
        writer.WriteListStart(Datasets.Length);
        foreach (Digest id in Datasets) { writer.WriteBytes(id.Bytes); }
        writer.WriteListStart(PublicValues.Length);
        foreach (ulong? value in PublicValues)
        {
            if (value is { } known) { writer.WriteUInt64(known); } else { writer.WriteNull(); }
        }

        writer.WriteListStart(Rows.Length);
        foreach (RowBounds bounds in Rows)
        {
            writer.WriteListStart(2);
            writer.WriteUInt64(bounds.Least);
            writer.WriteUInt64(bounds.Most);
        }

        writer.WriteUInt64(Profile);
    }

    private static RowBounds ReadBounds(ref CborReader reader)
    {
        reader.ReadTupleStart(2);
        return new RowBounds(reader.ReadUInt64(), reader.ReadUInt64());
    }

    private delegate T ReadItem<T>(ref CborReader reader);

    private static ImmutableArray<T> ReadList<T>(ref CborReader reader, ReadItem<T> item)
    {
        int count = reader.ReadListStart();
        ImmutableArray<T>.Builder items = ImmutableArray.CreateBuilder<T>();
        for (int i = 0; i < count; i++) { items.Add(item(ref reader)); }
        return items.ToImmutable();
    }
}
