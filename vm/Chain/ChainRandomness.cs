using System.Buffers.Binary;
using FvmCompute.Primitives.Hashing;

namespace FvmCompute.Vm.Chain;

/// <summary>
/// The randomness of an embedded chain: for each epoch, <c>BLAKE2b-256(tag ‖ seed ‖ u64 BE epoch)</c>, with one tag for the beacon (in the place of drand,
/// FIP-0063) and one for the ticket chain. Whoever knows the seed knows all of it in advance: good for development and for one's own node, never for a
/// contract between strangers.
/// </summary>
public sealed class ChainRandomness(ReadOnlyMemory<byte> seed)
{
    public const int SeedLength = 32;

    private static ReadOnlySpan<byte> BeaconTag => "fvmcompute/beacon/v1"u8;

    private static ReadOnlySpan<byte> TicketTag => "fvmcompute/ticket/v1"u8;

    /// <summary>Writes the 32 bytes of the beacon at <paramref name="epoch"/>.</summary>
    public void Beacon(long epoch, Span<byte> randomness) => Derive(BeaconTag, epoch, randomness);

    /// <summary>Writes the 32 bytes of the ticket chain at <paramref name="epoch"/>.</summary>
    public void Ticket(long epoch, Span<byte> randomness) => Derive(TicketTag, epoch, randomness);

    private void Derive(ReadOnlySpan<byte> tag, long epoch, Span<byte> randomness)
    {
        Span<byte> input = stackalloc byte[tag.Length + SeedLength + 8];
        tag.CopyTo(input);
        seed.Span.CopyTo(input[tag.Length..]);
        BinaryPrimitives.WriteInt64BigEndian(input[^8..], epoch);
        Blake2b.Hash(input, randomness[..32]);
    }
}
