using System.Text.Json;
using FvmCompute.Kernels.Devices;
using FvmCompute.Kernels.Prover;
using FvmCompute.Kernels.Prover.Cpu;
using FvmCompute.Kernels.Prover.Far;
using FvmCompute.Kernels.Tests.Devices;
using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Hashing;
using FvmCompute.Primitives.Merkle;
using FvmCompute.Tests;

namespace FvmCompute.Kernels.Tests.Prover;

public sealed class ProverBackendTests(TestDevices devices) : IClassFixture<TestDevices>
{
    private const long Budget = 1L << 30;

    /// <summary>The processor's own form with one and with three threads, and the kernels on every device.</summary>
    public static IEnumerable<string> Backends => [Threads + "1", Threads + "3", .. TestDevices.AllIds];

    public static TheoryData<string> EachBackend => [.. Backends];

    public static IEnumerable<object[]> EachBackendAndShape =>
        from backend in Backends from shape in Shapes select new object[] { backend, shape.Rows, shape.RowLog, shape.RateLog, shape.Field };

    private const string Threads = "threads:";

    private static IEnumerable<(int Rows, int RowLog, int RateLog, ElementField Field)> Shapes =>
    [
        (1, 0, 0, ElementField.Base), (1, 0, 3, ElementField.Base), (3, 1, 0, ElementField.Base), (1, 2, 1, ElementField.Extension),
        (5, 3, 2, ElementField.Base), (4, 4, 5, ElementField.Extension), (15, 6, 2, ElementField.Base), (16, 6, 1, ElementField.Extension),
        (17, 7, 2, ElementField.Base), (64, 5, 3, ElementField.Base), (2, 10, 1, ElementField.Extension), (3, 11, 2, ElementField.Base),
    ];

    [Theory]
    [MemberData(nameof(EachBackend))]
    public void Commit_ReferenceVectors_GivesRootsAndLeaves(string id)
    {
        using JsonDocument vectors = Vectors.Json("proof", "commitment.json");
        int commitments = 0;
        foreach (JsonElement v in vectors.RootElement.EnumerateArray())
        {
            ulong[][] rows = [.. v.GetProperty("rows").EnumerateArray().Select(row => row.EnumerateArray().Select(Word).ToArray())];
            RowsShape shape = new(rows.Length, v.GetProperty("m").GetInt32(), ElementField.Base);
            using IProverBackend backend = Backend(id);
            using IProverSession session = backend.Begin(Peak(backend, shape, v.GetProperty("r0").GetInt32()), CancellationToken.None);
            using IFieldRows matrix = session.Import(shape, rows.SelectMany(row => row).ToArray());
            using IRowCommitment commitment = session.Commit(matrix, v.GetProperty("r0").GetInt32());
            Assert.Equal(v.GetProperty("root").GetString(), Convert.ToHexStringLower(commitment.Root));
            byte[] leaves = commitment.ReadLeaves([0, 1]);
            Assert.Equal(v.GetProperty("leaf0").GetString() + v.GetProperty("leaf1").GetString(), Convert.ToHexStringLower(leaves));
            commitments++;
        }

        Assert.True(commitments > 1);
    }

    [Theory]
    [MemberData(nameof(EachBackendAndShape))]
    public void Commit_EveryShape_IsTheTreeOverThePolynomialsValues(string id, int rows, int rowLog, int rateLog, ElementField field)
    {
        RowsShape shape = new(rows, rowLog, field);
        ulong[] words = Words(shape);
        byte[] leaves = Leaves(shape, rateLog, words);
        MerkleTree expected = MerkleTree.OfLeaves(leaves, shape.LeafBytes);
        using IProverBackend backend = Backend(id);
        using IProverSession session = backend.Begin(Peak(backend, shape, rateLog), CancellationToken.None);
        using IFieldRows matrix = Import(session, shape, words);
        using IRowCommitment commitment = session.Commit(matrix, rateLog);
        Assert.Equal(rowLog + rateLog, commitment.Depth);
        Assert.Equal(expected.Root.ToArray(), commitment.Root.ToArray());
        uint[] all = [.. Enumerable.Range(0, 1 << commitment.Depth).Select(i => (uint)i)];
        Assert.Equal(leaves, commitment.ReadLeaves(all));
        Assert.Equal(expected.Prove([all[^1]]), commitment.Prove([all[^1]]));
        Assert.Equal(expected.Prove(all), commitment.Prove(all));
    }

    /// <summary>Rows that threads share; leaves are made from the rows by another way.</summary>
    [Theory]
    [InlineData(1, 16, ElementField.Base)]
    [InlineData(1, 17, ElementField.Extension)]
    [InlineData(3, 16, ElementField.Base)]
    public void Commit_FewLongRows_IsTheTreeOverTheLeaves(int rows, int rowLog, ElementField field)
    {
        RowsShape shape = new(rows, rowLog, field);
        ulong[] words = Words(shape);
        foreach (int threads in new[] { 1, 3 })
        {
            using IProverBackend backend = Cpu(threads);
            using IProverSession session = backend.Begin(Peak(backend, shape, 1), CancellationToken.None);
            using IRowCommitment commitment = session.Commit(Import(session, shape, words), 1);
            byte[] leaves = commitment.ReadLeaves([.. Enumerable.Range(0, 1 << commitment.Depth).Select(i => (uint)i)]);
            Assert.Equal(MerkleTree.OfLeaves(leaves, shape.LeafBytes).Root.ToArray(), commitment.Root.ToArray());
        }
    }

    /// <summary>One coset: threads share it, so that none needs one of its own.</summary>
    [Fact]
    public void EncodingBytes_OneTallRow_DoNotDependOnThreads()
    {
        RowsShape shape = new(1, 22, ElementField.Base);
        using IProverBackend few = Cpu(1), many = Cpu(64);
        Assert.Equal(few.EncodingBytes(shape, 2), many.EncodingBytes(shape, 2));
        Assert.InRange(many.EncodingBytes(shape, 2).DeviceBytes, sizeof(ulong) * shape.Words, (sizeof(ulong) * shape.Words) + 4096);
    }

    [Theory]
    [MemberData(nameof(EachBackend))]
    public void ReadLeaves_SomePositions_VerifyAgainstTheRoot(string id)
    {
        RowsShape shape = new(9, 12, ElementField.Base);
        using IProverBackend backend = Backend(id);
        using IProverSession session = backend.Begin(Peak(backend, shape, 2), CancellationToken.None);
        using IRowCommitment commitment = session.Commit(Import(session, shape, Words(shape)), 2);
        uint[] positions = [0, 5, 4095, 4096, 8191, 12000, 16383];
        byte[] leaves = commitment.ReadLeaves(positions), hashes = new byte[32 * positions.Length];
        MerkleHash.Leaves(leaves, shape.LeafBytes, hashes);
        Assert.Equal(default, Multiproof.Verify(commitment.Root, 14, positions, hashes, commitment.Prove(positions)));
    }

    [Fact]
    public void FarSession_Disposed_ReturnsAllMemoryOfTheDevice()
    {
        IDevice device = devices["opencl:0"];
        using FarProverBackend backend = new(device, Cpu(2));
        RowsShape shape = new(3, 6, ElementField.Extension);
        long before = device.Memory.UsedBytes;
        IProverSession session = backend.Begin(Peak(backend, shape, 1), CancellationToken.None);
        session.Commit(Import(session, shape, Words(shape)), 1).Prove([3]);
        session.Dispose();
        Assert.Equal(before, device.Memory.UsedBytes);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(11)]
    public void Grind_AnyThreads_FindsTheSmallestNonce(int bits)
    {
        byte[] message = [.. Enumerable.Range(0, 45).Select(i => (byte)(i + bits))];
        ulong smallest = 0;
        while (!IsWork(message, smallest, bits)) { smallest++; }
        foreach (int threads in new[] { 1, 2, 5 })
        {
            using IProverBackend backend = Cpu(threads);
            using IProverSession session = backend.Begin(ProverMemory.Zero, CancellationToken.None);
            Assert.Equal(smallest, session.Grind(message, bits));
        }
    }

    [Fact]
    public void Grind_Cancelled_Stops()
    {
        using CancellationTokenSource cancellation = new(TimeSpan.FromMilliseconds(50));
        using IProverBackend backend = Cpu(2);
        using IProverSession session = backend.Begin(ProverMemory.Zero, cancellation.Token);
        Assert.ThrowsAny<OperationCanceledException>(() => session.Grind([1, 2, 3], 64));
    }

    [Fact]
    public void Commit_Cancelled_StopsAndReturnsItsMemory()
    {
        using CancellationTokenSource cancellation = new();
        MemoryBudget budget = new("cpu", Budget);
        using IProverBackend backend = new CpuProverBackend(budget, 2);
        RowsShape shape = new(4, 8, ElementField.Base);
        using (IProverSession session = backend.Begin(Peak(backend, shape, 2), cancellation.Token))
        {
            IFieldRows rows = Import(session, shape, Words(shape));
            cancellation.Cancel();
            Assert.ThrowsAny<OperationCanceledException>(() => session.Commit(rows, 2));
        }

        Assert.Equal(0, budget.UsedBytes);
    }

    [Theory]
    [MemberData(nameof(EachBackend))]
    public void Commit_PeakStatedTooLow_IsRefusedAndReuseAfterDisposalIsNot(string id)
    {
        RowsShape shape = new(4, 8, ElementField.Base);
        using IProverBackend backend = Backend(id);
        using IProverSession session = backend.Begin(Peak(backend, shape, 2), CancellationToken.None);
        IFieldRows rows = Import(session, shape, Words(shape));
        IRowCommitment first = session.Commit(rows, 2);
        byte[] root = first.Root.ToArray();
        Assert.Throws<DeviceMemoryException>(() => session.Commit(rows, 2));
        first.Dispose();
        Assert.Throws<ObjectDisposedException>(() => first.ReadLeaves([0]));
        using IRowCommitment second = session.Commit(rows, 2);
        Assert.Equal(root, second.Root.ToArray());
    }

    [Theory]
    [MemberData(nameof(EachBackend))]
    public void Commit_ManyShapesInOneSession_NeedTheWorkingMemoryOnce(string id)
    {
        RowsShape small = new(2, 3, ElementField.Base), large = new(4, 8, ElementField.Base);
        using IProverBackend backend = Backend(id);
        ProverMemory kept = backend.RowsBytes(small) + backend.RowsBytes(small) + backend.RowsBytes(large) + backend.TreeBytes(small, 1) + backend.TreeBytes(large, 2);
        ProverMemory working = ProverMemory.Max(backend.EncodingBytes(small, 1), backend.EncodingBytes(large, 2));
        using IProverSession session = backend.Begin(kept + working, CancellationToken.None);
        byte[] alone = session.Commit(Import(session, small, Words(small)), 1).Root.ToArray();
        using IRowCommitment big = session.Commit(Import(session, large, Words(large)), 2);
        Assert.Throws<DeviceMemoryException>(() => session.Commit(Import(session, large, Words(large)), 2));
        using IProverSession other = backend.Begin(Peak(backend, small, 1), CancellationToken.None);
        Assert.Equal(alone, other.Commit(Import(other, small, Words(small)), 1).Root.ToArray());
    }

    [Fact]
    public void Begin_PeakAboveTheBudget_IsRefused()
    {
        using IProverBackend backend = Cpu(1);
        Assert.Throws<DeviceMemoryException>(() => backend.Begin(new(Budget + 1, 0), CancellationToken.None));
    }

    [Theory]
    [InlineData(0, 4, 1)]
    [InlineData(65537, 4, 1)]
    [InlineData(1, 27, 0)]
    [InlineData(1, -1, 0)]
    [InlineData(1, 20, 6)]
    [InlineData(1, 4, -1)]
    public void EncodingBytes_ShapeOutsideLimits_IsRefused(int rows, int rowLog, int rateLog)
    {
        using IProverBackend backend = Cpu(1);
        Assert.Throws<ArgumentOutOfRangeException>(() => backend.EncodingBytes(new RowsShape(rows, rowLog, ElementField.Base), rateLog));
    }

    [Fact]
    public void Import_WordsThatDoNotFit_AreRefused()
    {
        using IProverBackend backend = Cpu(1);
        using IProverSession session = backend.Begin(ProverMemory.Zero, CancellationToken.None);
        Assert.Throws<ArgumentException>(() => session.Import(new RowsShape(2, 2, ElementField.Base), new ulong[7]));
        Assert.Throws<ArgumentException>(() => session.Import(new RowsShape(2, 2, ElementField.Extension), new ulong[16]));
        Assert.Throws<ArgumentException>(() => session.Import(new RowsShape(2, 2, ElementField.Base), new Ext2[4]));
    }

    [Theory]
    [InlineData(new uint[] { })]
    [InlineData(new uint[] { 1, 1 })]
    [InlineData(new uint[] { 2, 1 })]
    [InlineData(new uint[] { 8 })]
    public void Openings_PositionsThatDoNotRiseOrExist_AreRefused(uint[] positions)
    {
        RowsShape shape = new(1, 2, ElementField.Base);
        using IProverBackend backend = Cpu(1);
        using IProverSession session = backend.Begin(Peak(backend, shape, 1), CancellationToken.None);
        using IRowCommitment commitment = session.Commit(Import(session, shape, Words(shape)), 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => commitment.ReadLeaves(positions));
        Assert.Throws<ArgumentOutOfRangeException>(() => commitment.Prove(positions));
    }

    private IProverBackend Backend(string id) =>
        id.StartsWith(Threads, StringComparison.Ordinal) ? Cpu(int.Parse(id[Threads.Length..])) : new FarProverBackend(devices[id], Cpu(2));

    private static CpuProverBackend Cpu(int threads) => new(new MemoryBudget("cpu", Budget), threads);

    private static ProverMemory Peak(IProverBackend backend, RowsShape shape, int rateLog) => ProverMemory.OfCommitment(backend, shape, rateLog);

    private static IFieldRows Import(IProverSession session, RowsShape shape, ulong[] words) => shape.Field == ElementField.Base
        ? session.Import(shape, words)
        : session.Import(shape, words.Chunk(2).Select(pair => new Ext2(pair[0], pair[1])).ToArray());

    private static ulong[] Words(RowsShape shape)
    {
        Random random = new((int)shape.Words);
        return [.. Enumerable.Range(0, (int)shape.Words).Select(_ => Goldilocks.Canonical((ulong)random.NextInt64() << 1 ^ (ulong)random.NextInt64()))];
    }

    private static ulong Word(JsonElement element) => element.ValueKind == JsonValueKind.String ? ulong.Parse(element.GetString()!) : element.GetUInt64();

    /// <summary>The leaves by their definition: every polynomial at every position's point.</summary>
    private static byte[] Leaves(RowsShape shape, int rateLog, ulong[] words)
    {
        int length = 1 << shape.RowLog;
        Ext2[] elements = shape.Field == ElementField.Base
            ? [.. words.Select(w => (Ext2)w)]
            : [.. words.Chunk(2).Select(pair => new Ext2(pair[0], pair[1]))];
        using MemoryStream leaves = new();
        for (uint i = 0; i < 1u << shape.DomainLog(rateLog); i++)
        {
            ulong x = EvaluationDomain.Point(i, shape.DomainLog(rateLog));
            for (int row = 0; row < shape.Rows; row++)
            {
                Ext2 value = Ext2.Horner(elements.AsSpan(row * length, length), x);
                leaves.Write(BitConverter.GetBytes(value.A));
                if (shape.Field == ElementField.Extension) { leaves.Write(BitConverter.GetBytes(value.B)); }
            }
        }

        return leaves.ToArray();
    }

    private static bool IsWork(byte[] message, ulong nonce, int bits)
    {
        byte[] digest = Blake2b.Hash256([.. message, .. BitConverter.GetBytes(nonce)]);
        return bits == 0 || BitConverter.ToUInt64(digest) << (64 - bits) == 0;
    }
}
