using System.Numerics;
using System.Text.Json;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Tests;
using FvmCompute.Vm.Kernel;

namespace FvmCompute.Vm.Tests.Kernel;

public sealed class UnsealedSectorTests
{
    private const ulong GiB32 = 32UL << 30;
    private static readonly ulong[] SectorBytes = [2UL << 10, 8UL << 20, 512UL << 20, GiB32, 64UL << 30];

    [Fact]
    public void Commit_MainnetSector_GivesTheCommitmentOnTheChain()
    {
        using JsonDocument json = Vectors.Json("filecoin", "commd", "mainnet-sector.json");
        JsonElement sector = json.RootElement;

        SyscallResult result = UnsealedSector.Commit(ProofOf(sector.GetProperty("sectorSize").GetUInt64()), PiecesOf(sector), out Cid? cid);

        Assert.True(result.IsOk, result.ToString());
        Assert.Equal(sector.GetProperty("commD").GetString(), cid!.ToString());
    }

    [Theory]
    [InlineData(0, 2048UL)]
    [InlineData(8, GiB32)]
    [InlineData(19, 68719476736UL)]
    public void Commit_NoPieces_IsTheCommitmentToZeros(long sealProof, ulong sectorBytes)
    {
        using JsonDocument json = Vectors.Json("filecoin", "commp", "zero-roots.json");
        string? expected = json.RootElement.GetProperty("levels")[BitOperations.Log2(sectorBytes / 32)].GetString();

        Assert.True(UnsealedSector.Commit(sealProof, [], out Cid? cid).IsOk);
        Assert.Equal(expected, Convert.ToHexStringLower(cid!.Digest));
    }

    [Fact]
    public void Commit_BadPieces_AreRefused()
    {
        using JsonDocument json = Vectors.Json("filecoin", "commd", "invalid.json");
        int seen = 0;
        foreach (JsonElement bad in json.RootElement.GetProperty("cases").EnumerateArray().Where(bad => bad.GetProperty("pieces").GetArrayLength() > 0))
        {
            ulong sector = bad.TryGetProperty("sectorSize", out JsonElement size) ? size.GetUInt64() : GiB32;
            SyscallResult result = UnsealedSector.Commit(ProofOf(sector), PiecesOf(bad), out _);
            Assert.True(result.Error == ErrorNumber.IllegalArgument, bad.GetProperty("name").GetString());
            seen++;
        }

        Assert.True(seen >= 3);
    }

    [Theory]
    [InlineData("80", true)]
    [InlineData("", false)]
    [InlineData("8000", false)]
    [InlineData("9f", false)]
    [InlineData("818100", false)]
    [InlineData("9affffffff", false)]
    public void ReadPieces_AnyBytes_AreReadStrictlyOrRefused(string hex, bool ok)
    {
        SyscallResult result = UnsealedSector.ReadPieces(Convert.FromHexString(hex), out _);

        Assert.Equal(ok ? ErrorNumber.None : ErrorNumber.IllegalArgument, result.Error);
    }

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData(19, true)]
    [InlineData(20, false)]
    public void IsSealProof_AnyNumber_KnowsTheRegisteredOnes(long sealProof, bool known) => Assert.Equal(known, UnsealedSector.IsSealProof(sealProof));

    private static long ProofOf(ulong sectorBytes) => 5 + Array.IndexOf(SectorBytes, sectorBytes);

    private static List<SectorPiece> PiecesOf(JsonElement sector) =>
    [
        .. sector.GetProperty("pieces").EnumerateArray()
            .Select(piece => new SectorPiece(piece.GetProperty("paddedSize").GetUInt64(), Cid.Parse(piece.GetProperty("pieceCidV1").GetString()!))),
    ];
}
