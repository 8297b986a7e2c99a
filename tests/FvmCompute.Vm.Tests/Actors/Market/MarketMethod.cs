using System.Buffers.Binary;
using System.Text;
using FvmCompute.Primitives.Hashing;

namespace FvmCompute.Vm.Tests.Actors.Market;

/// <summary>Method numbers from names (FRC-0042), computed here and not taken from the actor.</summary>
internal static class MarketMethod
{
    public const ulong Constructor = 1;

    public static readonly ulong RegisterProvider = NumberOf("RegisterProvider");
    public static readonly ulong Unregister = NumberOf("Unregister");
    public static readonly ulong PostJob = NumberOf("PostJob");
    public static readonly ulong Accept = NumberOf("Accept");
    public static readonly ulong Settle = NumberOf("Settle");
    public static readonly ulong BeginProof = NumberOf("BeginProof");
    public static readonly ulong ProofPart = NumberOf("ProofPart");
    public static readonly ulong Cancel = NumberOf("Cancel");
    public static readonly ulong Expire = NumberOf("Expire");
    public static readonly ulong Withdraw = NumberOf("Withdraw");
    public static readonly ulong GetJob = NumberOf("GetJob");
    public static readonly ulong GetProvider = NumberOf("GetProvider");
    public static readonly ulong GetCredit = NumberOf("GetCredit");
    public static readonly ulong GetParams = NumberOf("GetParams");
    public static readonly ulong GetChallenge = NumberOf("GetChallenge");
    public static readonly ulong GetProof = NumberOf("GetProof");

    public static ulong NumberOf(string name)
    {
        byte[] digest = Blake2b.Hash512(Encoding.UTF8.GetBytes($"1|{name}"));
        IEnumerable<uint> groups = Enumerable.Range(0, digest.Length / 4).Select(i => BinaryPrimitives.ReadUInt32BigEndian(digest.AsSpan(4 * i)));
        return groups.First(number => number >= 1 << 24);
    }
}
