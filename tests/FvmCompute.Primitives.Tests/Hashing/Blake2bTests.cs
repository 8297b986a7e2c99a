using System.Text;
using System.Text.Json;
using FvmCompute.Primitives.Cpu;
using FvmCompute.Primitives.Hashing;
using FvmCompute.Tests;

namespace FvmCompute.Primitives.Tests.Hashing;

public class Blake2bTests
{
    // RFC 7693 appendix A.
    private const string AbcDigest =
        "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d17d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923";

    public static TheoryData<CpuLevel> Levels => [.. Samples.Levels];

    [Theory]
    [MemberData(nameof(Levels))]
    public void Hash_RfcExample_GivesItsDigest(CpuLevel level) =>
        Assert.Equal(AbcDigest, Hash(level, Encoding.ASCII.GetBytes("abc"), 64));

    [Theory]
    [MemberData(nameof(Levels))]
    public void Hash_VectorLengths_EqualHashlib(CpuLevel level)
    {
        using JsonDocument vectors = Vectors.Json("primitives", "hashes.json");
        foreach (JsonElement v in vectors.RootElement.GetProperty("blake2b").EnumerateArray())
        {
            byte[] message = Samples.Counting(v.GetProperty("length").GetInt32());
            Assert.Equal(v.GetProperty("digest").GetString(), Hash(level, message, v.GetProperty("digestLength").GetInt32()));
        }
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public void Hasher_AnySplit_EqualsOneCall(CpuLevel level)
    {
        byte[] data = Samples.Noise(1500);
        Random random = new(5);
        for (int run = 0; run < 300; run++)
        {
            ReadOnlySpan<byte> rest = data.AsSpan(0, random.Next(data.Length + 1));
            string expected = Hash(CpuLevel.Scalar, rest, 32);
            Blake2bHasher hasher = new(32, level);
            while (!rest.IsEmpty)
            {
                int take = random.Next(Math.Min(rest.Length, 300)) + 1;
                hasher.Update(rest[..take]);
                rest = rest[take..];
            }

            byte[] digest = new byte[32];
            hasher.Finish(digest);
            Assert.Equal(expected, Convert.ToHexStringLower(digest));
        }
    }

    [Fact]
    public void Hasher_Copied_ContinuesOnItsOwn()
    {
        Blake2bHasher first = new(32);
        first.Update([1, 2, 3]);
        Blake2bHasher second = first;
        first.Update([4]);
        second.Update([5]);
        byte[] one = new byte[32], two = new byte[32];
        first.Finish(one);
        second.Finish(two);
        Assert.Equal(Blake2b.Hash256([1, 2, 3, 4]), one);
        Assert.Equal(Blake2b.Hash256([1, 2, 3, 5]), two);
    }

    [Fact]
    public void Hasher_UsedAfterFinishOrUnmade_IsRefused()
    {
        Blake2bHasher finished = new(32);
        finished.Finish(new byte[32]);
        Assert.Throws<InvalidOperationException>(() => finished.Update([1]));
        Assert.Throws<InvalidOperationException>(() => finished.Finish(new byte[32]));
        Assert.Throws<InvalidOperationException>(() => default(Blake2bHasher).Update([1]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(65)]
    public void Hash_DigestLengthOutsideRange_IsRefused(int length) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Blake2b.Hash([], new byte[length]));

    [Theory]
    [MemberData(nameof(Levels))]
    public void HashMany_AnyCountAndLength_EqualsOneByOne(CpuLevel level)
    {
        foreach (int length in new[] { 1, 7, 8, 32, 63, 64, 65, 127, 128, 129, 200, 255, 256, 257, 384, 1025 })
        {
            for (int count = 0; count <= 19; count++)
            {
                byte[] messages = Samples.Noise(length * count, length);
                byte[] digests = new byte[32 * count];
                Blake2b.HashMany(level, [], messages, length, digests);
                for (int i = 0; i < count; i++)
                {
                    string expected = Hash(CpuLevel.Scalar, messages.AsSpan(i * length, length), 32);
                    Assert.Equal(expected, Convert.ToHexStringLower(digests.AsSpan(32 * i, 32)));
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public void HashMany_WithPrefix_EqualsTheConcatenation(CpuLevel level)
    {
        foreach (int length in new[] { 1, 64, 126, 127, 128, 129, 255, 256, 400 })
        {
            foreach (int count in new[] { 1, 3, 4, 5, 8, 9, 20 })
            {
                byte[] messages = Samples.Noise(length * count, length);
                byte[] digests = new byte[32 * count];
                Blake2b.HashMany(level, [0xa5], messages, length, digests);
                for (int i = 0; i < count; i++)
                {
                    string expected = Hash(CpuLevel.Scalar, [0xa5, .. messages.AsSpan(i * length, length)], 32);
                    Assert.Equal(expected, Convert.ToHexStringLower(digests.AsSpan(32 * i, 32)));
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public void HashColumns_AnyShape_EqualsTheConcatenation(CpuLevel level)
    {
        foreach (int columns in new[] { 1, 2, 14, 15, 16, 17, 31, 32, 33, 64 })
        {
            foreach (int messages in new[] { 0, 1, 3, 4, 5, 8, 9, 20 })
            {
                int stride = messages + 3;
                ulong[] words = new ulong[messages == 0 ? 0 : ((columns - 1) * stride) + messages];
                for (int i = 0; i < words.Length; i++) { words[i] = (ulong)i * 0x9E37_79B9_7F4A_7C15 ^ ulong.MaxValue >> i % 64; }
                byte[] digests = new byte[32 * messages];
                Blake2b.HashColumns(level, 0xa5, words, stride, columns, digests);
                for (int i = 0; i < messages; i++)
                {
                    byte[] message = [0xa5, .. Enumerable.Range(0, columns).SelectMany(c => BitConverter.GetBytes(words[(c * stride) + i]))];
                    Assert.Equal(Hash(CpuLevel.Scalar, message, 32), Convert.ToHexStringLower(digests.AsSpan(32 * i, 32)));
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public void HashNonces_AnyMessageAndCount_IsTheFirstWordOfEachHash(CpuLevel level)
    {
        foreach (int length in new[] { 0, 1, 7, 8, 9, 33, 64, 111, 112, 119, 120 })
        {
            byte[] message = Samples.Noise(length, length);
            foreach (int count in new[] { 0, 1, 4, 7, 8, 9, 24 })
            {
                ulong first = uint.MaxValue - 3UL;
                ulong[] words = new ulong[count];
                Blake2b.HashNonces(level, message, first, words);
                for (int i = 0; i < count; i++)
                {
                    byte[] digest = Convert.FromHexString(Hash(CpuLevel.Scalar, [.. message, .. BitConverter.GetBytes(first + (ulong)i)], 32));
                    Assert.Equal(BitConverter.ToUInt64(digest), words[i]);
                }
            }
        }
    }

    [Fact]
    public void HashNonces_MessageOfMoreThanABlock_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Blake2b.HashNonces(new byte[121], 0, new ulong[1]));

    [Theory]
    [InlineData(9, 4, 0, 64)]
    [InlineData(9, 0, 3, 64)]
    [InlineData(11, 4, 3, 64)]
    [InlineData(10, 4, 3, 63)]
    public void HashColumns_LengthsThatDoNotFit_AreRefused(int words, int stride, int columns, int digestBytes) =>
        Assert.Throws<ArgumentException>(() => Blake2b.HashColumns(0, new ulong[words], stride, columns, new byte[digestBytes]));

    [Theory]
    [InlineData(10, 0, 0)]
    [InlineData(10, 3, 96)]
    [InlineData(12, 3, 96)]
    public void HashMany_LengthsThatDoNotFit_AreRefused(int bytes, int messageLength, int digestBytes) =>
        Assert.ThrowsAny<ArgumentException>(() => Blake2b.HashMany(new byte[bytes], messageLength, new byte[digestBytes]));

    private static string Hash(CpuLevel level, ReadOnlySpan<byte> data, int digestLength)
    {
        byte[] digest = new byte[digestLength];
        Blake2b.Hash(level, data, digest);
        return Convert.ToHexStringLower(digest);
    }
}
