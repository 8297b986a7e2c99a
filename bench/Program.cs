using BenchmarkDotNet.Running;
using FvmCompute.Bench.Comparisons;
using FvmCompute.Bench.Gas;
using FvmCompute.Bench.Results;

return args switch
{
    ["compare", .. var names] => Compare(names),
    ["readme"] => UpdateReadme(write: true),
    ["readme", "--check"] => UpdateReadme(write: false),
    ["gas"] => GasPage.Write(),
    ["suite", .. var rest] => Suite(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.WriteLine("""
        FvmCompute.Bench compare [NAME ...]   measure against floors, write bench/results/<machine>/ (--list: the names)
        FvmCompute.Bench readme [--check]     bring the README's table up to date, or check that it is
        FvmCompute.Bench gas                  settle proofs of many shapes on a chain, bring hardware-notes/gas.md up to date
        FvmCompute.Bench suite [ARGS ...]     the BenchmarkDotNet suites, with BenchmarkDotNet's own arguments
        """);
    return 2;
}

static int Compare(string[] names)
{
    if (names is ["--list"])
    {
        foreach (Comparison known in Comparison.All) { Console.WriteLine($"{known.Name,-10} {known.Description}"); }
        return 0;
    }

    foreach (string name in names.Except(Comparison.All.Select(known => known.Name)))
    {
        Console.Error.WriteLine($"there is no comparison '{name}'; known are {string.Join(", ", Comparison.All.Select(known => known.Name))}");
        return 2;
    }

    foreach (Comparison comparison in Comparison.All.Where(known => names.Length == 0 || names.Contains(known.Name)))
    {
        Console.WriteLine($"{comparison.Name}: {comparison.Description}");
        IReadOnlyList<ResultRow> rows = comparison.Run();
        foreach (ResultRow row in rows)
        {
            string share = row.Reached is { } part ? $"{100 * part:F0} % of {row.FloorName}" : "";
            Console.WriteLine($"  {row.Name,-60} {row.Value,10:F2} {row.Unit,-10} {share} (spread {100 * row.Spread:F0} %)");
        }

        string today = DateTime.UtcNow.ToString("yyyy-MM-dd");
        ResultFolder.Write(new ResultFile(comparison.Name, $"bench/run {comparison.Name}", today, Stopwatching.Machine(), rows));
    }

    return 0;
}

static int UpdateReadme(bool write)
{
    string path = Path.Combine(ResultFolder.Root, "README.md");
    string before = File.ReadAllText(path), after = ReadmeTable.Update(before, ResultFolder.ReadAll());
    if (before == after) { return 0; }
    if (!write)
    {
        Console.Error.WriteLine("README.md's table differs from bench/results: run bench/run, or FvmCompute.Bench readme");
        return 1;
    }

    File.WriteAllText(path, after);
    return 0;
}

static int Suite(string[] arguments)
{
    BenchmarkSwitcher.FromAssembly(typeof(Comparison).Assembly).Run(arguments);
    return 0;
}
