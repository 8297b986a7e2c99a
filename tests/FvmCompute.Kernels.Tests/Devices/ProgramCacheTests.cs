using FvmCompute.Kernels.Devices;
using FvmCompute.Kernels.Sha256Tree;

namespace FvmCompute.Kernels.Tests.Devices;

public sealed class ProgramCacheTests : IDisposable
{
    private static readonly ProgramKey Key = new("module", "source"u8.ToArray(), "-O", "device", "1.0");
    private readonly string _folder = Path.Combine(Directory.CreateTempSubdirectory("fvmcompute-cache-").FullName, "new", "programs");

    private ProgramCache Cache => new(_folder);

    public void Dispose() => Directory.Delete(Path.Combine(_folder, "..", ".."), recursive: true);

    [Fact]
    public void Entry_Written_IsReadBackForTheOwnerOnly()
    {
        Assert.Null(Cache.TryRead(Key));
        Assert.True(Cache.TryWrite(Key, "program"u8));
        Assert.Equal("program"u8.ToArray(), Cache.TryRead(Key));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_folder));
        Assert.Single(Directory.GetFiles(_folder));
    }

    public static TheoryData<string> Damages => ["flip every byte in turn", "cut every length in turn", "append", "empty", "another key's entry"];

    [Theory]
    [MemberData(nameof(Damages))]
    public void Entry_Damaged_IsDeletedAndNotUsed(string damage)
    {
        Cache.TryWrite(Key, "program"u8);
        string path = Cache.PathOf(Key);
        foreach (byte[] file in Damaged(damage, File.ReadAllBytes(path)))
        {
            File.WriteAllBytes(path, file);
            Assert.Null(Cache.TryRead(Key));
            Assert.False(File.Exists(path));
        }
    }

    [Fact]
    public void Key_WithAnyFieldChanged_IsAnotherEntry()
    {
        ProgramKey[] keys =
        [
            Key,
            Key with { Module = "other" },
            Key with { Source = "other"u8.ToArray() },
            Key with { Options = "" },
            Key with { Device = "other" },
            Key with { DriverVersion = "1.1" },
            Key with { Options = "-Od", Device = "evice" },
        ];
        Assert.Equal(keys.Length, keys.Select(Cache.PathOf).Distinct().Count());
    }

    [Fact]
    public void Cache_WhereItCannotWrite_ReportsItAndLoadsAllTheSame()
    {
        string file = Path.GetTempFileName();
        ProgramCache cache = new(Path.Combine(file, "programs"));
        Assert.False(cache.TryWrite(Key, "program"u8));
        Assert.Null(cache.TryRead(Key));
        File.Delete(file);
    }

    [Theory]
    [InlineData("/chosen", "/xdg", "/home/u", "/chosen")]
    [InlineData(null, "/xdg", "/home/u", "/xdg/fvmcompute")]
    [InlineData(null, "relative is to be ignored", "/home/u", "/home/u/.cache/fvmcompute")]
    [InlineData("", "", "/home/u", "/home/u/.cache/fvmcompute")]
    public void Folder_FromTheEnvironment_FollowsTheOrder(string? chosen, string? xdg, string? home, string expected)
    {
        string? Variable(string name) => name switch
        {
            "FVMCOMPUTE_CACHE" => chosen,
            "XDG_CACHE_HOME" => xdg,
            _ => home,
        };
        Assert.Equal(expected, ProgramCache.DefaultRoot(Variable));
    }

    /// <summary>On the real driver: a built program is kept, and a damaged one is built again and gives right results.</summary>
    [Fact]
    public void OpenClProgram_WithADamagedEntry_IsRebuilt()
    {
        DeviceInfo info = TestDevices.Catalog.Find("opencl:0")!;
        using (IDevice device = TestDevices.Catalog.Open(info, cache: Cache)) { device.Load(Sha256TreeKernel.Module).Dispose(); }
        string path = Assert.Single(Directory.GetFiles(_folder));
        byte[] intact = File.ReadAllBytes(path);
        byte[] damaged = [.. intact];
        damaged[damaged.Length / 2] ^= 1;
        File.WriteAllBytes(path, damaged);

        using IDevice again = TestDevices.Catalog.Open(info, cache: Cache);
        using Sha256TreeKernel kernel = new(again);
        byte[] root = new byte[32];
        kernel.Reduce(new byte[64], 1, root, CancellationToken.None);
        Assert.Equal("f5a5fd42d16a20302798ef6ed309979b43003d2320d9f0e8ea9831a92759fb0b", Convert.ToHexStringLower(root));
        Assert.NotEqual(damaged, File.ReadAllBytes(path));
    }

    private static IEnumerable<byte[]> Damaged(string damage, byte[] file) => damage switch
    {
        "flip every byte in turn" => Enumerable.Range(0, file.Length).Select(at => Flipped(file, at)),
        "cut every length in turn" => Enumerable.Range(0, file.Length).Select(length => file[..length]),
        "append" => [[.. file, 0]],
        "empty" => [[]],
        _ => [OfAnotherKey()],
    };

    private static byte[] Flipped(byte[] file, int at) => [.. file[..at], (byte)(file[at] ^ 0x10), .. file[(at + 1)..]];

    private static byte[] OfAnotherKey()
    {
        ProgramCache cache = new(Directory.CreateTempSubdirectory("fvmcompute-cache-").FullName);
        ProgramKey other = Key with { Module = "other" };
        cache.TryWrite(other, "program"u8);
        byte[] file = File.ReadAllBytes(cache.PathOf(other));
        Directory.Delete(cache.Folder, recursive: true);
        return file;
    }
}
