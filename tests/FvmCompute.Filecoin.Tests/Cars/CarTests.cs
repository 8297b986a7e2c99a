using System.Text.Json;
using FvmCompute.Filecoin.Cars;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Errors;

namespace FvmCompute.Filecoin.Tests.Cars;

public class CarTests
{
    /// <summary>A header without roots.</summary>
    private const string EmptyV1 = "11a265726f6f7473806776657273696f6e01";

    public static TheoryData<string> Files() => [.. VectorCases.Cases("car", "valid.json", "files").Select(row => row.Text("file"))];

    public static TheoryData<string, string> Invalid() => VectorCases.NamedHex("car", "invalid.json");

    private static byte[] OneBlockV2 => VectorCases.Load("car", "v2-one-block.json").Hex("hex");

    [Theory]
    [MemberData(nameof(Files))]
    public void Car_Fixture_HasItsRootsAndBlocks(string file)
    {
        JsonElement expected = VectorCases.Cases("car", "valid.json", "files").Single(row => row.Text("file") == file);
        CarReader reader = CarReader.Open(new MemoryStream(VectorCases.ReadBytes("car", file)));
        JsonElement[] blocks = [.. expected.GetProperty("blocks").EnumerateArray()];

        Assert.Equal(expected.GetProperty("version").GetInt32(), reader.Version);
        Assert.Equal(expected.GetProperty("roots").EnumerateArray().Select(root => root.GetString()), reader.Roots.Select(root => root.ToString()));
        if (expected.TryGetProperty("dataOffset", out JsonElement offset))
        {
            Assert.Equal(new CarV2Header(false, offset.GetInt64(), expected.GetProperty("dataSize").GetInt64(), expected.GetProperty("indexOffset").GetInt64()), reader.V2);
        }

        foreach (JsonElement row in blocks)
        {
            Assert.True(reader.TryReadNext(out CarBlock block));
            Assert.Equal(row.Text("cid"), block.Cid.ToString());
            Assert.Equal((row.GetProperty("offset").GetInt64(), row.GetProperty("length").GetInt64()), (block.Offset, block.SectionBytes));
            Assert.Equal((row.GetProperty("blockOffset").GetInt64(), row.GetProperty("blockLength").GetInt32()), (block.DataOffset, block.Data.Length));
            Assert.True(block.IsVerified);
        }

        Assert.False(reader.TryReadNext(out _));
        Assert.False(reader.TryReadNext(out _));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Car_Fixture_IsWrittenAgainByteForByte(string file)
    {
        byte[] bytes = VectorCases.ReadBytes("car", file);
        CarReader reader = CarReader.Open(new MemoryStream(bytes));
        byte[] inner = reader.V2 is { } v2 ? bytes[(int)v2.DataOffset..(int)(v2.DataOffset + v2.DataBytes)] : bytes;

        Assert.Equal(inner, Rewrite(reader));
    }

    [Fact]
    public void Car_V2OneBlock_IsRead()
    {
        CarReader reader = CarReader.Open(new MemoryStream(OneBlockV2));

        Assert.Empty(reader.Roots);
        Assert.True(reader.TryReadNext(out CarBlock block));
        Assert.Equal(CidCodec.Raw, block.Cid.Codec);
        Assert.False(reader.TryReadNext(out _));
    }

    [Theory]
    [MemberData(nameof(Invalid))]
    public void Car_InvalidVector_IsRefused(string name, string hex)
    {
        FilecoinFormatException refused = Assert.Throws<FilecoinFormatException>(() => Rewrite(CarReader.Open(new MemoryStream(Convert.FromHexString(hex)))));
        Assert.True(refused.Code.Length > 0, name);
    }

    [Theory]
    [InlineData("", "car.truncated")]
    [InlineData("00", "car.header.length")]
    [InlineData("8100", "car.varint.nonminimal")]
    [InlineData("11a265726f6f7473806776657273696f6e03", "car.version")]
    [InlineData("12a265726f6f7473806776657273696f6e0100", "cbor.trailing")]
    [InlineData(EmptyV1 + "00", "car.section.zero")]
    [InlineData(EmptyV1 + "8180808008", "car.section.length")]
    [InlineData(EmptyV1 + "0401550001", "cid.digest.truncated")]
    [InlineData(EmptyV1 + "050155000161", "car.block.mismatch")]
    [InlineData(EmptyV1 + "0601550001616161", "car.truncated")]
    [InlineData(EmptyV1 + "070155000161", "car.truncated")]
    public void Car_BrokenRule_HasItsCode(string hex, string code)
    {
        FilecoinFormatException refused = Assert.Throws<FilecoinFormatException>(() => Rewrite(CarReader.Open(new MemoryStream(Convert.FromHexString(hex)))));
        Assert.True(code == refused.Code, refused.Message);
    }

    [Fact]
    public void Car_ChangedBlock_IsRefused()
    {
        byte[] bytes = VectorCases.ReadBytes("car", "carv1-basic.car");
        bytes[^1] ^= 1;

        Assert.Equal("car.block.mismatch", Assert.Throws<FilecoinFormatException>(() => Rewrite(CarReader.Open(new MemoryStream(bytes)))).Code);
    }

    [Fact]
    public void Car_UnknownHash_IsRefusedOrMarked()
    {
        Cid unknown = Cid.Create(CidCodec.Raw, 0x1e, new byte[32]); // blake3
        MemoryStream car = new();
        new CarWriter(car, []).Write(unknown, [1, 2, 3]);
        CarReader tolerant = CarReader.Open(new MemoryStream(car.ToArray()), new CarOptions { AllowUnknownHashes = true });

        Assert.Equal("car.block.hash", Assert.Throws<FilecoinFormatException>(() => Rewrite(CarReader.Open(new MemoryStream(car.ToArray())))).Code);
        Assert.True(tolerant.TryReadNext(out CarBlock block));
        Assert.False(block.IsVerified);
        Assert.Equal([1, 2, 3], block.Data.ToArray());
    }

    [Fact]
    public void Car_ZerosBehindThePayload_EndItOnRequest()
    {
        byte[] bytes = VectorCases.ReadBytes("car", "carv1-basic.car");
        byte[] padded = [.. bytes, .. new byte[1000]];

        Assert.Equal("car.section.zero", Assert.Throws<FilecoinFormatException>(() => Rewrite(CarReader.Open(new MemoryStream(padded)))).Code);
        Assert.Equal(bytes, Rewrite(CarReader.Open(new MemoryStream(padded), new CarOptions { ZeroSectionEnds = true })));
    }

    /// <summary>A declared length of 8 MiB with nothing behind it must not cost 8 MiB.</summary>
    [Fact]
    public void Car_DeclaredLengths_DoNotAllocate()
    {
        byte[] bytes = Convert.FromHexString(EmptyV1 + "80808004");
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<FilecoinFormatException>(() => Rewrite(CarReader.Open(new MemoryStream(bytes))));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 400_000);
    }

    [Fact]
    public void Car_DamagedFile_IsRefusedOrRead()
    {
        Hostile.Mutate(OneBlockV2, 5000, 12, bytes => Rewrite(CarReader.Open(new MemoryStream(bytes))));
        Hostile.Mutate(VectorCases.ReadBytes("car", "carv1-basic.car"), 3000, 13, bytes => Assert.Equal(bytes, Rewrite(CarReader.Open(new MemoryStream(bytes)))));
    }

    private static byte[] Rewrite(CarReader reader)
    {
        MemoryStream copy = new();
        CarWriter writer = new(copy, reader.Roots);
        while (reader.TryReadNext(out CarBlock block)) { writer.Write(block.Cid, block.Data.Span); }

        return copy.ToArray();
    }
}
