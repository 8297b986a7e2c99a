using System.Buffers;
using System.IO.Compression;
using FvmCompute.Grpc.Framing;
using Grpc.Core;

namespace FvmCompute.Grpc.Tests.Framing;

public sealed class GzipTests
{
    private const int Limit = 1 << 20;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(Limit - 1)]
    [InlineData(Limit)]
    public void Decompress_UpToTheLimit_GivesTheMessage(int bytes)
    {
        byte[] message = new byte[bytes];
        new Random(bytes).NextBytes(message);
        using PooledBuffer compressed = Gzip.Compress(message);
        using PooledBuffer plain = Gzip.Decompress(new ReadOnlySequence<byte>(compressed.Written), Limit);
        Assert.Equal(message, plain.Written.ToArray());
    }

    [Fact]
    public void Decompress_OneByteMore_IsRefused()
    {
        using PooledBuffer compressed = Gzip.Compress(new byte[Limit + 1]);
        RpcException error = Assert.Throws<RpcException>(() => Gzip.Decompress(new ReadOnlySequence<byte>(compressed.Written), Limit));
        Assert.Equal(StatusCode.ResourceExhausted, error.StatusCode);
    }

    [Fact]
    public void Decompress_Bomb_TakesMemoryOfTheOrderOfTheLimit()
    {
        using PooledBuffer bomb = Gzip.Compress(new byte[200 << 20]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<RpcException>(() => Gzip.Decompress(new ReadOnlySequence<byte>(bomb.Written), Limit));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 6 * Limit);
    }

    [Fact]
    public void Compress_Message_CanBeReadByAnother()
    {
        byte[] message = [.. Enumerable.Range(0, 10_000).Select(i => (byte)(i * i))];
        using PooledBuffer compressed = Gzip.Compress(message);
        using var gzip = new GZipStream(new MemoryStream(compressed.Written.ToArray()), CompressionMode.Decompress);
        var plain = new MemoryStream();
        gzip.CopyTo(plain);
        Assert.Equal(message, plain.ToArray());
    }
}
