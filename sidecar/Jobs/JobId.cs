using System.Security.Cryptography;

namespace FvmCompute.Sidecar.Jobs;

/// <summary>Job ids: 26 characters of Crockford base 32 (ULID): 48 bits of milliseconds, then 80 random bits, so that ids sort by age.</summary>
public static class JobId
{
    public const int Length = 26;

    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    private const string NamePrefix = "jobs/";

    public static string New(DateTimeOffset now)
    {
        Span<byte> random = stackalloc byte[10];
        RandomNumberGenerator.Fill(random);
        UInt128 value = (UInt128)(ulong)now.ToUnixTimeMilliseconds() << 80;
        for (int i = 0; i < random.Length; i++) { value |= (UInt128)random[i] << (8 * (9 - i)); }
        return string.Create(Length, value, static (text, bits) =>
        {
            for (int i = text.Length - 1; i >= 0; i--)
            {
                text[i] = Alphabet[(int)(bits & 31)];
                bits >>= 5;
            }
        });
    }

    public static string ToName(string id) => NamePrefix + id;

    /// <summary>Reads <c>jobs/{id}</c>, or a bare id.</summary>
    public static bool TryParseName(string name, out string id)
    {
        id = name.StartsWith(NamePrefix, StringComparison.Ordinal) ? name[NamePrefix.Length..] : name;
        return id.Length == Length && id.All(Alphabet.Contains);
    }
}
