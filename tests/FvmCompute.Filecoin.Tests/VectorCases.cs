using System.Text.Json;

namespace FvmCompute.Filecoin.Tests;

/// <summary>Short ways into the JSON under <c>tests/vectors/filecoin</c>.</summary>
internal static class VectorCases
{
    public static JsonElement Load(string folder, string file) => FvmCompute.Tests.Vectors.Json("filecoin", folder, file).RootElement;

    public static byte[] ReadBytes(string folder, string file) => File.ReadAllBytes(FvmCompute.Tests.Vectors.PathOf("filecoin", folder, file));

    public static IEnumerable<JsonElement> Cases(string folder, string file, string list = "cases") => Load(folder, file).GetProperty(list).EnumerateArray();

    /// <summary>Theory rows of the hex of each case, with its name.</summary>
    public static TheoryData<string, string> NamedHex(string folder, string file, string list = "cases") =>
        Pairs(folder, file, "name", "hex", list);

    public static TheoryData<string, string> Pairs(string folder, string file, string first, string second, string list = "cases")
    {
        TheoryData<string, string> rows = [];
        foreach (JsonElement row in Cases(folder, file, list)) { rows.Add(row.Text(first), row.Text(second)); }

        return rows;
    }

    public static string Text(this JsonElement row, string field) => row.GetProperty(field).GetString()!;

    public static byte[] Hex(this JsonElement row, string field) => Convert.FromHexString(row.Text(field));
}
