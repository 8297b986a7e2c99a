using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Merkle;
using FvmCompute.Prover.Circuits;
using FvmCompute.Prover.Proving;
using FvmCompute.Verifier.Circuits;
using FvmCompute.Verifier.Profiles;
using FvmCompute.Verifier.Statements;

namespace FvmCompute.Prover.Benchmarks;

/// <summary>
/// Counts the work of each phase that any prover of this protocol has to do: multiplications of the textbook algorithms with nothing done twice, and each
/// table read or written once per round. Additions, selectors, eq factors (which split into tables of the square root's size), transcripts and the
/// final handful of rows are left out, so that the sums are floors and not estimates.
/// </summary>
public static class ProofWork
{
    /// <summary>The work of each phase; openings and the prover's own check have none worth counting and are not there.</summary>
    public static IReadOnlyDictionary<ProofPhase, PhaseWork> Of(Instance instance) => new Dictionary<ProofPhase, PhaseWork>
    {
        [ProofPhase.Commitment] = Commitment(instance),
        [ProofPhase.Lookups] = Lookups(instance),
        [ProofPhase.Constraints] = Constraints(instance),
        [ProofPhase.Products] = Products(instance),
        [ProofPhase.Reduction] = Reduction(instance),
        [ProofPhase.Folding] = Folding(instance),
    };

    /// <summary>The auxiliary columns' tree, and the work before the lookup challenges.</summary>
    private static PhaseWork Commitment(Instance instance) =>
        Commit(instance.AuxiliaryRows, instance.Profile.LogRowLength, instance.Profile.LogInverseRate) + Grinding(instance.Profile.PowLookup);

    /// <summary>
    /// One multiplication per butterfly: of the log₂ levels of a codeword the first r do nothing, since the message fills 2^−r of it. A leaf is a byte and a word of
    /// each row, a node a byte and two hashes; 128 bytes per compression. The rows are read and the tree is written; codewords can stay in caches.
    /// </summary>
    private static PhaseWork Commit(double planes, int logRow, int rateLog)
    {
        if (planes == 0) { return default; }
        double leaves = Math.Pow(2, logRow + rateLog);
        double compressions = leaves * (Math.Ceiling((1 + (planes * Goldilocks.Bytes)) / 128) + 1);
        double bytes = (planes * Goldilocks.Bytes * Math.Pow(2, logRow)) + (2 * leaves * MerkleHash.Bytes);
        return new(planes * leaves * logRow / 2, 0, compressions, bytes);
    }

    /// <summary>The mean number of tries.</summary>
    private static PhaseWork Grinding(int bits) => bits == 0 ? default : new(0, 0, Math.Pow(2, bits), 0);

    /// <summary>
    /// L leaves. A fingerprint is one product of K by F per message column. Building: L/2 nodes above the leaves, where numerators are in F and mostly
    /// constants (one product counted of three), then L/2 nodes of three products. Sumchecks of a layer of S positions have S pairs in all rounds together; a pair
    /// takes two evaluations of two products (p_0 + λq_0 as one table, made by one product per position) and four folds. In the first round at the
    /// leaves only the denominators count: L/4 pairs, two products and two folds; then L/4 pairs there and L/2 in all layers above, eight each.
    /// Together L·(1/2 + 3/2 + 1/2 + 1 + 2 + 4). Each position's four elements are read in the first round, and written and read folded: 64·(1 + 2) bytes;
    /// building writes and reads denominators of leaves and whole fractions above: 96 bytes per leaf.
    /// </summary>
    private static PhaseWork Lookups(Instance instance)
    {
        (double leaves, double columns) = (0, 0);
        for (int t = 0; t < instance.LogHeights.Length; t++)
        {
            double height = Math.Pow(2, instance.LogHeights[t]);
            leaves += instance.Circuit.Tables[t].Interactions.Length * height;
            columns += instance.Circuit.Tables[t].Interactions.Sum(i => i.Message.Length) * height;
        }

        return new(2 * columns, 9.5 * leaves, 0, 288 * leaves);
    }

    private static PhaseWork Constraints(Instance instance) =>
        instance.LogHeights.Select((log, t) => Constraints(instance.Circuit.Tables[t], instance.Shape.Tables[t], log)).Aggregate(default(PhaseWork), (x, y) => x + y);

    /// <summary>
    /// A term (constraint, numerator or message) of degree d, its selector included, needs d evaluations per pair, each with one product by its batching
    /// power; so does a product of two columns' nodes of degree d. Columns are in F in the first round, over half the height of pairs; in all later rounds together
    /// there are as many pairs, in K. Folding takes one product per opened value and pair. Columns are read once in F, and written and read folded.
    /// </summary>
    private static PhaseWork Constraints(Table table, TableShape shape, int logHeight)
    {
        byte[] degrees = NodeDegrees.Of(table);
        double pairs = Math.Pow(2, logHeight - 1);
        double products = table.Nodes.Where(n => n.Kind == NodeKind.Multiply && degrees[n.Left] > 0 && degrees[n.Right] > 0)
            .Sum(n => degrees[n.Left] + degrees[n.Right]);
        double terms = table.Constraints.Sum(c => degrees[c.Node] + 1)
            + table.Interactions.Sum(i => (degrees[i.Numerator] > 0 ? degrees[i.Numerator] + 1 : 0) + i.Message.Max(node => Math.Max(1, (int)degrees[node])));
        double opened = shape.OpenedValues;
        return new(pairs * (products + (2 * terms) + (2 * opened)), pairs * (products + terms + opened), 0, pairs * opened * ((2 * 8) + (2 * 2 * 16)));
    }

    /// <summary>Both factors and the result are summed against powers of challenges: one product of K by F per entry.</summary>
    private static PhaseWork Products(Instance instance)
    {
        double entries = instance.Circuit.Products.Sum(
            p => Math.Pow(2, p.LogRows + p.LogInner) + Math.Pow(2, p.LogInner + p.LogColumns) + Math.Pow(2, p.LogRows + p.LogColumns));
        return new(2 * entries, 0, 0, entries * Goldilocks.Bytes);
    }

    /// <summary>Every cell is multiplied once by the coefficient of its claim and once by the eq table at u, for the row values; read for each.</summary>
    private static PhaseWork Reduction(Instance instance)
    {
        double cells = instance.MatrixRows * Math.Pow(2, instance.Profile.LogRowLength);
        return new(4 * cells, 0, 0, 2 * cells * Goldilocks.Bytes);
    }

    /// <summary>
    /// The batched row: one product of K by F per cell, and the eq table of u. Then of each level of 2^n entries: its tree over 2^k rows of K (two planes each),
    /// the out-of-domain eq table, and k rounds with two evaluations and two folds per pair; the weights of the queries are left out, since they can be made by
    /// a transposed evaluation at the price of a transform. And the work at all sites.
    /// </summary>
    private static PhaseWork Folding(Instance instance)
    {
        Profile profile = instance.Profile;
        double cells = instance.MatrixRows * Math.Pow(2, profile.LogRowLength);
        PhaseWork work = new PhaseWork(2 * cells, Math.Pow(2, profile.LogRowLength), 0, cells * Goldilocks.Bytes) + Grinding(profile.PowBatch);
        for (int i = 1; i <= profile.Levels; i++)
        {
            double entries = Math.Pow(2, profile.VariablesAfter(i - 1)), pairs = entries - Math.Pow(2, profile.VariablesAfter(i));
            work += Commit(2 << profile.Folds[i - 1], profile.VariablesAfter(i), profile.RateLog(i)) + new PhaseWork(0, entries + (4 * pairs), 0, 0);
            for (int round = 0; round < profile.Folds[i - 1]; round++) { work += Grinding(profile.PowFold[i - 1]); }
        }

        return profile.PowQuery.Aggregate(work, (sum, bits) => sum + Grinding(bits));
    }
}
