using FvmCompute.Filecoin.Errors;

namespace FvmCompute.Filecoin.Tests;

/// <summary>Random damage to valid inputs: readers may refuse it, but only with their own exception.</summary>
internal static class Hostile
{
    public static void Mutate(byte[] valid, int rounds, int seed, Action<byte[]> read)
    {
        Random random = new(seed);
        for (int round = 0; round < rounds; round++)
        {
            byte[] damaged = Damage(valid, random);
            try
            {
                read(damaged);
            }
            catch (FilecoinFormatException)
            {
                // Refusing is right.
            }
            catch (Exception other)
            {
                Assert.Fail($"{other.GetType().Name} on {Convert.ToHexString(damaged)}: {other.Message}");
            }
        }
    }

    private static byte[] Damage(byte[] valid, Random random)
    {
        List<byte> bytes = [.. valid];
        for (int edits = random.Next(1, 4); edits > 0; edits--)
        {
            int at = random.Next(bytes.Count + 1);
            switch (random.Next(5))
            {
                case 0 when at < bytes.Count:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1 when at < bytes.Count:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes.Insert(at, (byte)random.Next(256));
                    break;
                case 3 when at < bytes.Count:
                    bytes.RemoveAt(at);
                    break;
                default:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
            }
        }

        return [.. bytes];
    }
}
