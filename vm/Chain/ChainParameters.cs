using FvmCompute.Filecoin.Cbor;
using FvmCompute.Filecoin.Errors;
using FvmCompute.Filecoin.Numbers;

namespace FvmCompute.Vm.Chain;

/// <summary>
/// What stays the same for all of a chain's life, as the block <c>[version 1, network name, genesis timestamp, epoch seconds, seed, chain id, network
/// version, circulating supply]</c> that the genesis tipset names as its parent: two chains with other parameters have other genesis keys.
/// </summary>
/// <param name="NetworkName">1 to 32 bytes of UTF-8.</param>
/// <param name="GenesisTimestamp">Seconds since 1970 at epoch 0.</param>
/// <param name="EpochSeconds">Chain time from one epoch to the next, 1 or more; how fast epochs pass in real time is another matter.</param>
/// <param name="Seed">32 bytes, see <see cref="ChainRandomness"/>.</param>
/// <param name="EthereumChainId">EIP-155.</param>
/// <param name="NetworkVersion">Names the rule set that messages are executed under.</param>
/// <param name="CirculatingSupply">The sum of all balances at genesis.</param>
public sealed record ChainParameters(
    string NetworkName,
    ulong GenesisTimestamp,
    uint EpochSeconds,
    ReadOnlyMemory<byte> Seed,
    ulong EthereumChainId,
    uint NetworkVersion,
    TokenAmount CirculatingSupply)
{
    public const int MaxNetworkNameBytes = 32;

    private const ulong Version = 1;
    private const int FieldCount = 8;

    public ulong TimestampOf(long epoch) => GenesisTimestamp + ((ulong)epoch * EpochSeconds);

    public byte[] ToBytes()
    {
        CborWriter writer = new(160);
        writer.WriteListStart(FieldCount);
        writer.WriteUInt64(Version);
        writer.WriteText(NetworkName);
        writer.WriteUInt64(GenesisTimestamp);
        writer.WriteUInt64(EpochSeconds);
        writer.WriteBytes(Seed.Span);
        writer.WriteUInt64(EthereumChainId);
        writer.WriteUInt64(NetworkVersion);
        CirculatingSupply.Write(ref writer);
        byte[] block = writer.ToArray();
        writer.Dispose();
        return block;
    }

    /// <summary>Throws <see cref="FilecoinFormatException"/> for anything that <see cref="ToBytes"/> does not make.</summary>
    public static ChainParameters Decode(ReadOnlySpan<byte> block)
    {
        CborReader reader = new(block);
        reader.ReadTupleStart(FieldCount);
        ulong version = reader.ReadUInt64();
        if (version != Version) { throw reader.Refuse("chain.version", $"the chain parameters have version {version}, supported is {Version}"); }

        string name = reader.ReadText(MaxNetworkNameBytes);
        ulong timestamp = reader.ReadUInt64();
        ulong epochSeconds = reader.ReadUInt64();
        byte[] seed = reader.ReadBytes(ChainRandomness.SeedLength).ToArray();
        ulong chainId = reader.ReadUInt64();
        ulong networkVersion = reader.ReadUInt64();
        TokenAmount supply = TokenAmount.ReadNonNegative(ref reader);
        reader.ReadEnd();
        return epochSeconds is >= 1 and <= uint.MaxValue && networkVersion <= uint.MaxValue && seed.Length == ChainRandomness.SeedLength
            ? new ChainParameters(name, timestamp, (uint)epochSeconds, seed, chainId, (uint)networkVersion, supply)
            : throw reader.Refuse(
                "chain.parameters", $"epoch of {epochSeconds} s, network version {networkVersion} or seed of {seed.Length} bytes is out of range");
    }
}
