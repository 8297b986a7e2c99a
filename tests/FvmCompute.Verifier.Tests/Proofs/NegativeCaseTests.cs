using FvmCompute.Tests;
using FvmCompute.Verifier.VectorChecks;

namespace FvmCompute.Verifier.Tests.Proofs;

/// <summary>The negative tests of proof-system.md §17, by name. Both verifiers run all of them; here it is checked that none is missing.</summary>
public class NegativeCaseTests
{
    /// <summary>Parts of names. A number stands for all tables, levels, layers, datasets or sites there are.</summary>
    private static readonly string[] Named =
    [
        "statement: context", "statement: profile", "statement: profile hash", "statement: byte after the circuit",
        "statement: trailing byte", "statement: truncated", "statement: public value 0", "statement: root of dataset 0",
        "statement: y of dataset 0", "statement: y of dataset 1", "statement: schema of dataset 0", "statement: m of dataset 0",
        "statement: rate of dataset 0", "statement: rows of a block of dataset 0", "statement: columns of a block of dataset 0",
        "statement: dataset dropped", "statement: dataset added", "statement: row count of table 0 -1", "statement: row count of table 1 +1",
        "statement: constraint dropped", "statement: domain of a constraint", "statement: interaction dropped", "statement: domain of an interaction",
        "statement: bus of an interaction", "statement: numerator of an interaction", "statement: message of an interaction", "statement: constant",
        "statement: number of challenges", "statement: row of claim 0", "statement: kind of claim 0", "statement: column of claim 0",
        "statement: exponent of product 0", "statement: unreferenced block of 2^63 rows", "statement: unreferenced block of 2^30 rows",
        "statement: 65535 columns", "statement: 65 blocks", "statement: 65 datasets", "statement: 65 tables",
        "statement: auxiliary table of 2^30 rows", "core: aux root", "core: nonce of pow-lookup", "core: nonce of pow-batch",
        "core: nonce of pow-query of level 0", "core: nonce of pow-query of level 1", "core: nonce of pow-fold of level 1",
        "core: nonce of the last pow-query", "core: root of the lookup tree", "core: root of the lookup tree = 0", "core: end value of layer 0",
        "core: message of layer 1", "core: first zerocheck message", "core: last zerocheck message", "core: current opening of table 0",
        "core: next-row opening of table 0", "core: value of product 0", "core: message of product 0", "core: end of product 0",
        "core: first reduction message", "core: last reduction message", "core: first row value", "core: last row value", "core: root of level 1",
        "core: root of level 2", "core: out-of-domain value of level 1", "core: query value of level 0", "core: query value of level 0 dropped",
        "core: query value of level 0 added", "core: fold message of level 1", "core: fold message of level 2",
        "core: first value of the final polynomial", "core: last value of the final polynomial", "core: bad magic", "core: version 2",
        "core: trailing byte", "core: truncated", "core: element = p", "core: element = 2^64 - 1", "container: trailing byte", "container: truncated",
        "container: empty", "parts: none", "parts: first missing", "parts: last missing", "parts: first duplicated", "parts: last duplicated",
        "parts: swapped", "parts: an empty one", "parts: one of no positions", "parts: level 0: leaf changed", "parts: level 1: leaf changed",
        "parts: level 2: leaf changed", "parts: level 0: sibling changed", "parts: level 0: sibling missing", "parts: level 0: sibling extra",
        "parts: level 1: sibling extra", "parts: level 0: 2^32 - 1 siblings", "parts: level 0: first position shifted",
        "parts: level 0: level shifted", "parts: level 0: a position fewer", "parts: level 0: a position more", "parts: level 0: trailing byte",
        "parts: level 0: truncated", "parts: level 0: element of a leaf = p", "parts: level 1: element of a leaf = 2^64 - 1",
        "cheat: wrong fold at level 1", "cheat: wrong fold at level 2", "cheat: wrong final polynomial", "cheat: invalid nonce at site 0",
        "cheat: invalid nonce at site 6", "cheat: false y of dataset 0, prover honest", "cheat: false y of dataset 1, row value adjusted",
        "cheat: false cell, prover honest", "cheat: false cell, row value adjusted", "cheat: false sum, prover honest",
        "cheat: false sum, row value adjusted", "witness: sorted_sum, value", "witness: sorted_sum, order", "witness: sorted_sum, tall range table",
        "witness: filtered_group_by, select", "witness: filtered_group_by, sum", "witness: filtered_group_by, split",
        "witness: filtered_group_by, empty", "witness: join_two_datasets, payload", "witness: matmul, product",
        "cheat: unmatched lookup, told by layer 0", "cheat: unmatched lookup, told by layer 3", "cheat: unmatched lookup, no layer tells it",
        "cheat: 2 rows, the first violated", "cheat: 17 rows, the last but one violated", "cheat: 16 rows, the last violated",
        "cheat: 17 rows with a wrong order, current opening of column 0 of table 0",
        "cheat: 17 rows with a wrong order, next opening of column 3 of table 0", "cheat: 5 rows with a wrong value, an opening and a row value",
        "cheat: wrong product, value of A", "cheat: wrong product, value of B", "cheat: wrong product, value of Y",
        "cheat: false tall cell of a dataset", "cheat: false tall auxiliary sum", "cheat: wrong root of the auxiliary columns",
        "cheat: wrong root of level 2", "cheat: wrong root of a dataset",
    ];

    /// <summary>The check that alone can catch a cheat which is consistent in everything else, by the end of its name.</summary>
    private static readonly Dictionary<string, (string Reason, int Cases)> Only = new()
    {
        ["(only this nonce)"] = ("pow", 20),
        ["(only the layer)"] = ("gkr-layer", 4),
        ["(only the zerocheck)"] = ("zerocheck-final", 14),
        ["(only the product)"] = ("product-final", 1),
        ["(only the reduction)"] = ("reduction-final", 25),
        ["(only the final polynomial)"] = ("whir-final", 10),
        ["(only the openings)"] = ("opening-fold", 8),
        ["(only the tree)"] = ("opening-merkle", 6),
    };

    [Fact]
    public void NegativeVectors_EveryNamedItem_IsThereAndRefused()
    {
        VectorEntry[] entries = [.. Entries()];
        Assert.All(entries, e => Assert.True(e.Agrees, e.Name));
        Assert.All(Named, name => Assert.Contains(entries, e => e.Name.StartsWith(name, StringComparison.Ordinal)));
    }

    [Fact]
    public void NegativeVectors_CheatsThatOneCheckAloneCanCatch_AreCaughtByIt()
    {
        VectorEntry[] entries = [.. Entries()];
        foreach ((string end, (string reason, int cases)) in Only)
        {
            VectorEntry[] cheats = [.. entries.Where(e => e.Name.EndsWith(end, StringComparison.Ordinal))];
            Assert.True(cheats.Length >= cases, $"{end}: {cheats.Length}");
            Assert.All(cheats, e => Assert.StartsWith($"reject: {reason}:", e.Got, StringComparison.Ordinal));
        }
    }

    private static IEnumerable<VectorEntry> Entries() =>
        Directory.EnumerateFiles(Vectors.PathOf("proof"), "e2e-negative-*.json").SelectMany(file => VectorCheck.Run(File.ReadAllBytes(file)).Entries);
}
