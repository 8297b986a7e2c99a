using System.Security.Cryptography;
using System.Text.Json;
using FvmCompute.Filecoin.Errors;
using FvmCompute.Filecoin.Pieces;
using FvmCompute.Primitives.Merkle;

namespace FvmCompute.Filecoin.Tests.Pieces;

public class CommPTests
{
    private const int Megabyte = SegmentHasher.BasePayloadBytes;

    private static readonly CommPOptions TwoThreads = new() { Threads = 2 };

    [Fact]
    public void CommP_PrefixesOfRandomBytes_MatchTheVectors()
    {
        byte[] data = VectorCases.ReadBytes("commp", "go-random-1337.bin");
        foreach (JsonElement row in VectorCases.Cases("commp", "random-1337-prefix.json")) { CheckVector(row, data[..row.GetProperty("payloadSize").GetInt32()]); }
    }

    [Theory]
    [InlineData("repeat-zero.json", 0)]
    [InlineData("repeat-0xCC.json", 0xcc)]
    public void CommP_ConstantBytes_MatchTheVectors(string file, byte value)
    {
        foreach (JsonElement row in VectorCases.Cases("commp", file))
        {
            byte[] payload = new byte[row.GetProperty("payloadSize").GetInt32()];
            payload.AsSpan().Fill(value);
            CheckVector(row, payload);
        }
    }

    [Fact]
    public void CommP_Sha512Chain_MatchesTheVectors()
    {
        JsonElement[] rows = [.. VectorCases.Cases("commp", "sha512-chain.json")];
        byte[] data = new byte[(rows.Max(row => row.GetProperty("payloadSize").GetInt32()) + 63) / 64 * 64];
        SHA512.HashData([], data.AsSpan(0, 64));
        for (int at = 64; at < data.Length; at += 64) { SHA512.HashData(data.AsSpan(at - 64, 64), data.AsSpan(at, 64)); }

        foreach (JsonElement row in rows) { CheckVector(row, data[..row.GetProperty("payloadSize").GetInt32()]); }
    }

    [Fact]
    public void ZeroRoots_AllLevels_MatchTheVectors()
    {
        string[] levels = [.. VectorCases.Load("commp", "zero-roots.json").GetProperty("levels").EnumerateArray().Select(level => level.GetString()!)];

        Assert.Equal(ZeroRoots.Levels, levels.Length);
        for (int level = 0; level < levels.Length; level++) { Assert.Equal(levels[level], Convert.ToHexStringLower(ZeroRoots.At(level))); }
    }

    public static TheoryData<int> Sizes()
    {
        TheoryData<int> sizes = [0, 1, 126, 127, 128, 254, 255, 508, 509, 65_024, 65_025];
        foreach (int around in new[] { Megabyte, 2 * Megabyte, 3 * Megabyte, 4 * Megabyte, 5 * Megabyte }) { sizes.AddRange(around - 1, around, around + 1); }

        Random random = new(11);
        for (int i = 0; i < 12; i++) { sizes.Add(random.Next(1 << random.Next(8, 23))); }

        return sizes;
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void CommP_AnySize_MatchesTheDefinitionHoweverItIsRead(int size)
    {
        byte[] payload = RandomBytes(size, size);
        byte[] root = NaivePiece.Root(payload);
        using TemporaryFile file = new(payload);

        Assert.Equal(root, CommP.Compute(new MemoryStream(payload), TwoThreads).Commitment.Root.ToArray());
        Assert.Equal(root, CommP.Compute(new MemoryStream(payload), TwoThreads with { Threads = 1 }).Commitment.Root.ToArray());
        Assert.Equal(root, CommP.Compute(new SlowStream(payload, size), TwoThreads).Commitment.Root.ToArray());
        Assert.Equal(root, CommP.ComputeFile(file.Path, TwoThreads).Commitment.Root.ToArray());
        Assert.Equal(root, CommP.ComputeFile(file.Path, TwoThreads with { RetainedNodes = 2 }).Commitment.Root.ToArray());
    }

    [Theory]
    [InlineData(100)]
    [InlineData(3 * Megabyte)]
    [InlineData((5 * Megabyte) + 77)]
    [InlineData(9 * Megabyte)]
    public void CommP_OnADevice_MatchesTheCpu(int size)
    {
        byte[] payload = RandomBytes(size, 1);
        OneAtATime device = new();
        CommPOptions options = new() { Device = device, DeviceSegmentBytes = 2 << 20 };
        using TemporaryFile file = new(payload);
        PieceTree expected = CommP.Compute(new MemoryStream(payload), TwoThreads);

        Assert.Equal(expected.ToBytes(), CommP.Compute(new SlowStream(payload, 3), options).ToBytes());
        Assert.Equal(expected.ToBytes(), CommP.ComputeFile(file.Path, options).ToBytes());
        Assert.Equal(size > Megabyte, device.Calls > 0);
    }

    [Fact]
    public void CommP_DeclaredLargerSize_IsTheGrownPiece()
    {
        byte[] payload = RandomBytes(3 * Megabyte, 2);
        PieceTree declared = CommP.Compute(new MemoryStream(payload), TwoThreads with { PaddedBytes = 32 << 20 });
        PieceTree smallest = CommP.Compute(new MemoryStream(payload), TwoThreads);

        Assert.Equal(NaivePiece.Root(payload, 32 << 20), declared.Commitment.Root.ToArray());
        Assert.Equal(declared.Commitment, smallest.Commitment.GrowTo(32 << 20));
        Assert.Equal("piececid.padding", Assert.Throws<FilecoinFormatException>(() => declared.Commitment.ToCidV2()).Code);
        Assert.Throws<FilecoinFormatException>(() => declared.Commitment.GrowTo(4 << 20));
    }

    [Theory]
    [InlineData(1000, 100UL, null, "piece.size")]
    [InlineData(1000, 3UL << 20, null, "piece.size")]
    [InlineData(1000, 64UL, null, "piece.size")]
    [InlineData(128, 128UL, null, "piece.payload.over")]
    [InlineData(3 * Megabyte, 2UL << 20, null, "piece.payload.over")]
    [InlineData(1000, null, 999UL, "piece.payload.over")]
    [InlineData(1000, null, 1001UL, "piece.payload.short")]
    public void CommP_DeclaredSizeThatDoesNotFit_IsRefused(int size, ulong? padded, ulong? payload, string code)
    {
        CommPOptions options = TwoThreads with { PaddedBytes = padded, PayloadBytes = payload };
        using TemporaryFile file = new(new byte[size]);

        Assert.Equal(code, Assert.Throws<FilecoinFormatException>(() => CommP.Compute(new MemoryStream(new byte[size]), options)).Code);
        Assert.Equal(code, Assert.Throws<FilecoinFormatException>(() => CommP.ComputeFile(file.Path, options)).Code);
    }

    [Fact]
    public void CommP_Progress_RisesToThePayloadSize()
    {
        List<long> seen = [];
        CommP.Compute(new MemoryStream(new byte[(3 * Megabyte) + 5]), TwoThreads with { Progress = new Recorder(seen) });

        Assert.Equal([Megabyte, 2 * Megabyte, 3 * Megabyte, (3 * Megabyte) + 5], seen);
    }

    [Fact]
    public void CommP_Cancelled_Stops()
    {
        using CancellationTokenSource stop = new();
        CommPOptions options = TwoThreads with { Progress = new CancelAtFirst(stop) };

        Assert.ThrowsAny<OperationCanceledException>(() => CommP.Compute(new MemoryStream(new byte[64 * Megabyte]), options, stop.Token));
    }

    [Fact]
    public void CommP_FailingSource_ThrowsItsError() =>
        Assert.Throws<IOException>(() => CommP.Compute(new FailingStream(5 * Megabyte), TwoThreads));

    private static void CheckVector(JsonElement row, byte[] payload)
    {
        PieceCommitment piece = CommP.Compute(new MemoryStream(payload), TwoThreads).Commitment;

        Assert.Equal(row.Text("pieceCidV1"), piece.ToCidV1().ToString());
        Assert.Equal(row.Text("pieceCidV2"), piece.ToCidV2().ToString());
        Assert.Equal(row.GetProperty("paddedPieceSize").GetUInt64(), piece.PaddedBytes);
        Assert.Equal(piece, PieceCid.ReadV2(piece.ToCidV2()));
    }

    internal static byte[] RandomBytes(int size, int seed)
    {
        byte[] bytes = new byte[size];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>Fails when two threads use it at once, as a device would.</summary>
    private sealed class OneAtATime : INodeReducer
    {
        private readonly CpuNodeReducer _cpu = new();
        private int _inside;

        public int Calls { get; private set; }

        public string Device => "test";

        public void Reduce(ReadOnlySpan<byte> nodes, int levels, Span<byte> roots, CancellationToken ct)
        {
            Assert.Equal(0, Interlocked.Exchange(ref _inside, 1));
            Calls++;
            _cpu.Reduce(nodes, levels, roots, ct);
            Interlocked.Exchange(ref _inside, 0);
        }
    }

    private sealed class Recorder(List<long> seen) : IProgress<long>
    {
        public void Report(long value) => seen.Add(value);
    }

    private sealed class CancelAtFirst(CancellationTokenSource stop) : IProgress<long>
    {
        public void Report(long value) => stop.Cancel();
    }

    private sealed class FailingStream(int good) : MemoryStream(new byte[good])
    {
        public override int Read(Span<byte> buffer)
        {
            int read = base.Read(buffer);
            return read > 0 ? read : throw new IOException("the disk is gone");
        }
    }
}
