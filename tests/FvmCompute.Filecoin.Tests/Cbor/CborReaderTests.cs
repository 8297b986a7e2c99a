using FvmCompute.Filecoin.Cbor;
using FvmCompute.Filecoin.Errors;

namespace FvmCompute.Filecoin.Tests.Cbor;

public class CborReaderTests
{
    [Fact]
    public void CborReader_WrongKind_NamesBothAndThePosition()
    {
        FilecoinFormatException refused = Assert.Throws<FilecoinFormatException>(() =>
        {
            CborReader reader = new([0x82, 0x01, 0x41, 0xaa]);
            reader.ReadTupleStart(2);
            reader.ReadUInt64();
            reader.ReadUInt64();
        });

        Assert.Equal("cbor.type", refused.Code);
        Assert.Contains("expected Unsigned, found Bytes, at byte 2", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CborReader_OtherListLength_IsRefused()
    {
        CborReader reader = new([0x81, 0x01]);

        Assert.False(reader.TryReadTupleStart(2));
        Assert.Equal("cbor.list.length", reader.Error.Code);
    }

    [Fact]
    public void CborReader_StringOverTheLimit_IsRefused()
    {
        CborReader reader = new([0x42, 0x01, 0x02]);

        Assert.False(reader.TryReadBytes(out _, maxLength: 1));
        Assert.Equal("cbor.length", reader.Error.Code);
    }

    [Fact]
    public void CborReader_TakeNull_ConsumesOnlyNull()
    {
        CborReader reader = new([0xf6, 0x05]);

        Assert.True(reader.TakeNull());
        Assert.False(reader.TakeNull());
        Assert.Equal(5UL, reader.ReadUInt64());
    }

    [Theory]
    [InlineData(long.MinValue, "3b7fffffffffffffff")]
    [InlineData(-1L, "20")]
    [InlineData(-25L, "3818")]
    [InlineData(0L, "00")]
    [InlineData(23L, "17")]
    [InlineData(24L, "1818")]
    [InlineData(long.MaxValue, "1b7fffffffffffffff")]
    public void CborReader_SignedIntegers_RoundTrip(long value, string hex)
    {
        CborWriter writer = new(16);
        writer.WriteInt64(value);
        string written = Convert.ToHexStringLower(writer.Written);
        writer.Dispose();
        CborReader reader = new(Convert.FromHexString(hex));

        Assert.Equal(hex, written);
        Assert.Equal(value, reader.ReadInt64());
    }

    [Fact]
    public void CborWriter_PastItsBuffer_KeepsAllBytes()
    {
        byte[] data = new byte[70_000];
        new Random(3).NextBytes(data);
        CborWriter writer = new(16);
        for (int i = 0; i < 100; i++) { writer.WriteUInt64((ulong)i); }

        writer.WriteBytes(data);
        CborReader reader = new(writer.ToArray());
        writer.Dispose();

        for (int i = 0; i < 100; i++) { Assert.Equal((ulong)i, reader.ReadUInt64()); }

        Assert.Equal(data, reader.ReadBytes().ToArray());
        reader.ReadEnd();
    }
}
