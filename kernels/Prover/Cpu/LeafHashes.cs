using FvmCompute.Primitives.Hashing;
using FvmCompute.Primitives.Merkle;
using FvmCompute.Primitives.Ntt;

namespace FvmCompute.Kernels.Prover.Cpu;

/// <summary>Encodes a matrix and hashes its leaves, a batch of cosets at a time.</summary>
internal sealed class LeafHashes
{
    /// <summary>Leaves that a thread hashes at a time.</summary>
    private const int ChunkLog = 9;

    /// <summary>With fewer transforms than this, too many threads would have nothing to do at the end.</summary>
    private const int TransformsPerThread = 4;

    private const byte LeafPrefix = 0x00;

    private readonly CpuFieldRows _rows;
    private readonly CosetBatch _batch;
    private readonly HostBlock _planes;
    private readonly HostBlock _hashes;

    private LeafHashes(CpuFieldRows rows, HostBlock planes, HostBlock hashes, CosetBatch batch)
    {
        (_rows, _planes, _hashes, _batch) = (rows, planes, hashes, batch);
    }

    /// <summary>H(00 ‖ leaf) of every position.</summary>
    /// <param name="planes">Scratch of <see cref="CosetBatch.Bytes"/>.</param>
    /// <param name="hashes">Gets 32 bytes per position.</param>
    public static void Make(CpuFieldRows rows, int rateLog, HostBlock planes, HostBlock hashes, ParallelOptions threads)
    {
        RowTransform.Prepare(rows.Shape.DomainLog(rateLog));
        LeafHashes work = new(rows, planes, hashes, new CosetBatch(rows.Shape, rateLog));
        int cosets = 1 << rateLog;
        for (int first = 0; first < cosets; first += work._batch.Cosets)
        {
            work.Batch(first, Math.Min(work._batch.Cosets, cosets - first), threads);
        }
    }

    private void Batch(int first, int cosets, ParallelOptions threads)
    {
        int chunkLog = Math.Min(ChunkLog, _rows.Shape.RowLog), perCosetLog = _rows.Shape.RowLog - chunkLog;
        Encode(first, cosets, threads);
        Parallel.For(0, cosets << perCosetLog, threads, i => Hash(first, i >> perCosetLog, (i & ((1 << perCosetLog) - 1)) << chunkLog, 1 << chunkLog));
    }

    /// <summary>Each thread takes transforms of its own; where there are few and long ones, all threads share one after the other.</summary>
    private void Encode(int first, int cosets, ParallelOptions threads)
    {
        int transforms = cosets * _batch.Planes;
        if (_rows.Shape.RowLog < RowTransform.LeastSharedLog || transforms >= TransformsPerThread * threads.MaxDegreeOfParallelism)
        {
            Parallel.For(0, transforms, threads, i => Encode(first, i % cosets, i / cosets));
            return;
        }

        for (int i = 0; i < transforms; i++) { Encode(first, i % cosets, i / cosets, threads); }
    }

    private void Encode(int first, int coset, int plane)
    {
        Span<ulong> values = _planes.Words(_batch.Start(coset, plane), 1 << _rows.Shape.RowLog);
        RowTransform.Forward(_rows.Plane(plane, values), values, (uint)(first + coset));
    }

    private void Encode(int first, int coset, int plane, ParallelOptions threads)
    {
        Memory<ulong> values = new HostBlockMemory<ulong>(_planes, _batch.Start(coset, plane), 1 << _rows.Shape.RowLog).Memory;
        RowTransform.Forward(_rows.Plane(plane, values, threads), values, (uint)(first + coset), threads);
    }

    private void Hash(int first, int coset, int position, int count)
    {
        int words = ((_batch.Planes - 1) * _batch.Stride) + count;
        int leaf = ((first + coset) << _rows.Shape.RowLog) + position;
        Blake2b.HashColumns(
            LeafPrefix,
            _planes.Words(_batch.Start(coset, plane: 0) + position, words),
            _batch.Stride,
            _batch.Planes,
            _hashes.Bytes((long)leaf * MerkleHash.Bytes, count * MerkleHash.Bytes));
    }
}
