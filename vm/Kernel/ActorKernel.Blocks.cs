using FvmCompute.Filecoin.Cids;

namespace FvmCompute.Vm.Kernel;

/// <summary>IPLD blocks (FIP-0071).</summary>
public sealed partial class ActorKernel
{
    /// <summary>Stands where a failed open leaves its block.</summary>
    private static readonly Block Nothing = Block.WithoutLinks(0, default);

    /// <summary>Fails with NotFound where the CID is not reachable from what this invocation has seen.</summary>
    public SyscallResult OpenBlock(Cid? cid, out uint handle, out Block block)
    {
        Charge(Prices.OnBlockOpenBase());
        handle = BlockRegistry.NoData;
        block = Nothing;
        if (cid is null || !Blocks.IsReachable(cid)) { return Fail(ErrorNumber.NotFound, $"block {cid} is not reachable from this invocation"); }

        if (!_calls.Store.TryGet(cid, out ReadOnlyMemory<byte> data)) { throw new ChainFaultException($"reachable block {cid} is missing"); }

        _calls.Trace?.OnBlock("get", cid, data.Length);
        SyscallResult scan = LinkScanner.Scan(cid.Codec, data.Span, Prices, _calls.Gas, out IReadOnlyList<Cid> links);
        if (!scan) { return scan; }

        Charge(Prices.OnBlockOpen(data.Length, links.Count));
        block = new Block(cid.Codec, data, links);
        return Blocks.PutReachable(block, out handle);
    }

    /// <param name="data">Copied.</param>
    public SyscallResult CreateBlock(ulong codec, ReadOnlySpan<byte> data, out uint handle)
    {
        handle = BlockRegistry.NoData;
        int limit = _calls.Rules.Limits.MaxBlockBytes;
        if (data.Length > limit) { return Fail(ErrorNumber.LimitExceeded, $"a block of {data.Length} bytes is larger than {limit}"); }

        if (!LinkScanner.IsAllowedCodec(codec)) { return Fail(ErrorNumber.IllegalCodec, $"codec 0x{codec:x} is not one of 0x51, 0x55, 0x71"); }

        SyscallResult scan = LinkScanner.Scan(codec, data, Prices, _calls.Gas, out IReadOnlyList<Cid> links);
        if (!scan) { return scan; }

        Charge(Prices.OnBlockCreate(data.Length, links.Count));
        return Blocks.PutChecked(new Block(codec, data.ToArray(), links), out handle);
    }

    /// <summary>Writes an open block to the store under its CID, which becomes reachable.</summary>
    public SyscallResult LinkBlock(uint handle, ulong hashFunction, uint digestBytes, out Cid? cid)
    {
        cid = null;
        if (hashFunction != MultihashCode.Blake2b256 || digestBytes != 32)
        {
            return Fail(ErrorNumber.IllegalCid, $"blocks are named by 32-byte blake2b-256 (0xb220), not hash 0x{hashFunction:x} with {digestBytes} bytes");
        }

        SyscallResult found = Blocks.Get(handle, out Block block);
        if (!found) { return found; }

        Charge(Prices.OnBlockLink(block.Size));
        cid = Cid.Blake2b256(block.Codec, block.Data.Span);
        _calls.Store.Put(cid, block.Data.Span);
        Blocks.MarkReachable(cid);
        _calls.Trace?.OnBlock("put", cid, block.Size);
        return SyscallResult.Ok;
    }

    /// <summary>
    /// Copies from <paramref name="offset"/> what fits. <paramref name="remaining"/> is the block's length less the end of the buffer: negative if the buffer was not filled.
    /// </summary>
    public SyscallResult ReadBlock(uint handle, uint offset, Span<byte> buffer, out int remaining)
    {
        remaining = 0;
        ulong end = offset + (ulong)buffer.Length;
        if (end > int.MaxValue) { return Fail(ErrorNumber.IllegalArgument, $"offset {offset} and {buffer.Length} bytes end beyond {int.MaxValue}"); }

        SyscallResult found = Blocks.Get(handle, out Block block);
        if (!found) { return found; }

        int count = Math.Clamp(block.Size - (int)offset, 0, buffer.Length);
        Charge(Prices.OnBlockRead(count));
        if (count > 0) { block.Data.Span.Slice((int)offset, count).CopyTo(buffer); }

        remaining = block.Size - (int)end;
        return SyscallResult.Ok;
    }
}
