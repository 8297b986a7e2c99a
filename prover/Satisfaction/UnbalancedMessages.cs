using System.Runtime.InteropServices;
using FvmCompute.Kernels.Prover;
using FvmCompute.Kernels.Prover.Cpu.Satisfaction;
using FvmCompute.Primitives.Fields;
using FvmCompute.Verifier.Circuits;
using FvmCompute.Verifier.Statements;

namespace FvmCompute.Prover.Satisfaction;

/// <summary>
/// Finds which message does not cancel, in memory that does not grow with the tables. Messages are known by their denominators, which are random. First the
/// fractions of each of 2^16 buckets are added up, then the messages of buckets whose sums are not 0 are counted one by one.
/// </summary>
internal sealed class UnbalancedMessages(Instance instance, WitnessColumns columns, RowCheck rows, (int Number, TableFractions Fractions)[] tables)
{
    private const int Buckets = 1 << 16;

    /// <summary>Messages that one thread may have to count, if all are different.</summary>
    private const long CountedMessages = 1 << 16;

    private const int LogRows = 30;
    private const int LogInteractions = 17;

    /// <summary>Bytes of one thread: its buckets, and a table of counted messages half full.</summary>
    public static long ThreadBytes => (Buckets * 40L) + (CountedMessages * 256);

    /// <summary>
    /// Of the counted messages the one that is only sent or only received and occurs first; without such, the first. Counted are all that do not cancel,
    /// unless they are thousands.
    /// </summary>
    /// <returns>Null when the denominators of two messages were equal: other challenges are needed.</returns>
    public BusFault? First()
    {
        (Fractions[] sums, long[] firsts) = FillBuckets();
        int[] wrong = [.. Enumerable.Range(0, Buckets).Where(b => !sums[b].Numerator.IsZero).OrderBy(b => firsts[b])];
        long fractions = tables.Sum(t => t.Fractions.Numerators.Count * (long)instance.Statement.RowCounts[t.Number]);
        bool[] counted = new bool[Buckets];
        foreach (int bucket in wrong.Take((int)Math.Clamp(CountedMessages * Buckets / fractions, 1, Buckets))) { counted[bucket] = true; }
        Count[] faults = [.. CountMessages(counted).Values.Where(c => c.Sent != c.Received).OrderBy(c => !c.IsOneSided).ThenBy(c => c.First)];
        return faults is [Count first, ..] ? Describe(first) : null;
    }

    private static int BucketOf(Ext2 denominator) => (int)(denominator.A & (Buckets - 1));

    private (Fractions[] Sums, long[] Firsts) FillBuckets()
    {
        (Fractions[] Sums, long[] Firsts)?[] own = new (Fractions[], long[])?[rows.Threads];
        VisitAll((worker, first, numerators, denominators) =>
        {
            (Fractions[] sums, long[] firsts) = own[worker] ??= MakeBuckets();
            for (int i = 0; i < numerators.Length; i++)
            {
                if (numerators[i].IsZero) { continue; }
                int bucket = BucketOf(denominators[i]);
                sums[bucket] = sums[bucket].Add(new(numerators[i], denominators[i]));
                firsts[bucket] = Math.Min(firsts[bucket], first + ((long)i << LogInteractions));
            }
        });
        (Fractions[] all, long[] earliest) = MakeBuckets();
        foreach ((Fractions[] sums, long[] firsts) in own.OfType<(Fractions[], long[])>())
        {
            for (int b = 0; b < Buckets; b++) { (all[b], earliest[b]) = (all[b].Add(sums[b]), Math.Min(earliest[b], firsts[b])); }
        }

        return (all, earliest);
    }

    private static (Fractions[] Sums, long[] Firsts) MakeBuckets()
    {
        (Fractions[] sums, long[] firsts) = (new Fractions[Buckets], new long[Buckets]);
        sums.AsSpan().Fill(new(Ext2.Zero, Ext2.One));
        firsts.AsSpan().Fill(long.MaxValue);
        return (sums, firsts);
    }

    private Dictionary<Ext2, Count> CountMessages(bool[] counted)
    {
        Dictionary<Ext2, Count>?[] own = new Dictionary<Ext2, Count>?[rows.Threads];
        VisitAll((worker, first, numerators, denominators) =>
        {
            Dictionary<Ext2, Count> counts = own[worker] ??= [];
            for (int i = 0; i < numerators.Length; i++)
            {
                if (numerators[i].IsZero || !counted[BucketOf(denominators[i])]) { continue; }
                Join(counts, denominators[i], Count.Of(numerators[i], first + ((long)i << LogInteractions)));
            }
        });
        Dictionary<Ext2, Count> all = [];
        foreach ((Ext2 message, Count count) in own.OfType<Dictionary<Ext2, Count>>().SelectMany(counts => counts)) { Join(all, message, count); }
        return all;
    }

    private static void Join(Dictionary<Ext2, Count> counts, Ext2 message, Count count)
    {
        ref Count known = ref CollectionsMarshal.GetValueRefOrAddDefault(counts, message, out bool exists);
        known = exists ? known.Add(count) : count;
    }

    /// <param name="visit">Gets the worker, the place of the first fraction, numerators and denominators.</param>
    private void VisitAll(PlacedVisitor visit)
    {
        foreach ((int number, TableFractions fractions) in tables)
        {
            rows.Visit(fractions, (long)instance.Statement.RowCounts[number], (worker, interaction, first, numerators, denominators) =>
                visit(worker, Place(number, interaction, first), numerators, denominators));
        }
    }

    /// <summary>Table, row and interaction in the order in which places are compared.</summary>
    private static long Place(int table, int interaction, long row) => ((((long)table << LogRows) + row) << LogInteractions) + interaction;

    private BusFault Describe(Count count)
    {
        int interaction = (int)(count.First & ((1 << LogInteractions) - 1));
        long place = count.First >> LogInteractions, row = place & ((1L << LogRows) - 1);
        int table = (int)(place >> LogRows);
        Interaction own = instance.Circuit.Tables[table].Interactions[interaction];
        NodeValues values = new(instance, columns, table, row);
        return new(table, row, interaction, own.Bus, [.. own.Message.Select(node => values[node])], count.Sent, count.Received);
    }

    private delegate void PlacedVisitor(int worker, long first, ReadOnlySpan<Ext2> numerators, ReadOnlySpan<Ext2> denominators);

    /// <summary>A sum of fractions.</summary>
    private readonly record struct Fractions(Ext2 Numerator, Ext2 Denominator)
    {
        public Fractions Add(Fractions other) => new((Numerator * other.Denominator) + (other.Numerator * Denominator), Denominator * other.Denominator);
    }

    /// <summary>How often a message is sent and received, and where it occurs first.</summary>
    private readonly record struct Count(Ext2 Sent, Ext2 Received, long First)
    {
        public bool IsOneSided => Sent.IsZero || Received.IsZero;

        public static Count Of(Ext2 numerator, long place) =>
            numerator.B == 0 && Goldilocks.ToSigned(numerator.A) < 0 ? new(Ext2.Zero, -numerator, place) : new(numerator, Ext2.Zero, place);

        public Count Add(Count other) => new(Sent + other.Sent, Received + other.Received, Math.Min(First, other.First));
    }
}
