using FvmCompute.Filecoin.Cids;

namespace FvmCompute.Vm.Kernel;

/// <summary>An open IPLD block: immutable, shared between the registries of caller and callee. <paramref name="links"/> are the CIDs that whoever holds the block may open.</summary>
public sealed class Block(ulong codec, ReadOnlyMemory<byte> data, IReadOnlyList<Cid> links)
{
    public ulong Codec { get; } = codec;

    public ReadOnlyMemory<byte> Data { get; } = data;

    public IReadOnlyList<Cid> Links { get; } = links;

    public int Size => Data.Length;

    /// <summary>A block whose bytes are not looked into: parameters from off chain, which may name no reachable links.</summary>
    public static Block WithoutLinks(ulong codec, ReadOnlyMemory<byte> data) => new(codec, data, []);
}
