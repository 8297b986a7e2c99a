using System.CommandLine;
using FvmCompute.Prover.Examples;
using FvmCompute.Prover.Files;
using FvmCompute.Verifier.Profiles;

namespace FvmCompute.Sidecar.CommandLine.Proofs;

/// <summary><c>proof example NAME --out DIR</c>: the files of a small job, to try the other commands on.</summary>
internal static class ExampleCommand
{
    private const int DefaultRows = 1000;

    public static Command Build()
    {
        var command = new Command("example", "write circuit, dataset and witness file of a small job");
        Argument<string> name = new("name") { Description = string.Join("; ", ExampleCatalog.All.Select(e => $"{e.Name}: {e.Description}")) };
        Option<string> folder = new("--out") { Description = "folder for the files, made if it is not there", HelpName = "folder", Required = true };
        Option<int> rows = new("--rows") { Description = "rows of the dataset", HelpName = "count", DefaultValueFactory = _ => DefaultRows };
        Option<string> profile = ProofArguments.Profile();
        Option<bool> allowInsecure = ProofArguments.AllowInsecure();
        command.Arguments.Add(name);
        foreach (Option option in (Option[])[folder, rows, profile, allowInsecure]) { command.Options.Add(option); }
        command.Runs((result, output, cancellation) => Task.Run(
            () =>
            {
                Profile found = ProofArguments.FindProfile(result.GetValue(profile)!, result.GetValue(allowInsecure));
                ProofExample example = Make(result.GetValue(name)!, result.GetValue(rows));
                string path = Path.Combine(result.GetValue(folder)!, result.GetValue(name)!);
                output.Result(Write(path, example, found), (files, text) => Print(files, found, text));
                return 0;
            },
            cancellation));
        return command;
    }

    private static ProofExample Make(string name, int rows)
    {
        ExampleEntry? entry = ExampleCatalog.All.FirstOrDefault(e => e.Name == name);
        if (entry is null) { throw new CommandException($"there is no example '{name}'; known are {string.Join(", ", ExampleCatalog.All.Select(e => e.Name))}"); }
        if (rows < 1 || rows > entry.MaxRows) { throw new CommandException($"--rows {rows}: 1 to {entry.MaxRows} are allowed for {name}"); }
        return entry.Make(rows);
    }

    private static ExampleFiles Write(string path, ProofExample example, Profile profile)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        ExampleFiles files = new(path + ".circuit", path + ".dataset", path + ".witness", path + ".proof");
        ProofPaths.WriteWhole(files.Circuit, file => file.Write(example.Circuit.Encode()));
        ProofPaths.WriteWhole(files.Dataset, file => DatasetFile.Write(file, profile, default, example.Blocks, example.DatasetLists));
        ProofPaths.WriteWhole(files.Witness, file => WitnessFile.Write(file, example.Tables, example.PublicValues, example.AuxiliaryLists));
        return files;
    }

    private static void Print(ExampleFiles files, Profile profile, TextWriter text)
    {
        foreach (string file in (string[])[files.Circuit, files.Dataset, files.Witness]) { text.WriteLine($"{file}: {Units.Bytes(new FileInfo(file).Length)}"); }
        text.WriteLine("now try");
        text.WriteLine($"  fvmcompute proof inspect {files.Circuit}");
        string named = profile.Name == ProofArguments.DefaultProfile ? "" : $" --profile {profile.Name}";
        text.WriteLine($"  fvmcompute proof prove --circuit {files.Circuit} --dataset {files.Dataset} --witness {files.Witness}{named} --out {files.Proof}");
        text.WriteLine($"  fvmcompute proof verify {files.Proof} --circuit {files.Circuit}");
    }

    /// <param name="Proof">Not written here: where the printed command puts it.</param>
    private sealed record ExampleFiles(string Circuit, string Dataset, string Witness, string Proof);
}
