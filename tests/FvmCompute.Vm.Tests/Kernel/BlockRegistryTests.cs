using FvmCompute.Filecoin.Cids;
using FvmCompute.Vm.Kernel;

namespace FvmCompute.Vm.Tests.Kernel;

public sealed class BlockRegistryTests
{
    private static readonly Cid Known = Cid.DagCbor([0x01]);
    private static readonly Cid Other = Cid.DagCbor([0x02]);

    [Fact]
    public void Handles_OfBlocksInOrder_CountFromOne()
    {
        BlockRegistry blocks = new();

        blocks.PutReachable(Of(0), out uint first);
        blocks.PutChecked(Of(1), out uint second);

        Assert.Equal((1u, 2u), (first, second));
        Assert.True(blocks.Get(2, out Block block).IsOk);
        Assert.Equal(1, block.Size);
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(2u)]
    [InlineData(0x8000_0000u)]
    [InlineData(uint.MaxValue)]
    public void Get_HandleNeverGivenOut_IsInvalid(uint handle)
    {
        BlockRegistry blocks = new();
        blocks.PutReachable(Of(0), out _);

        Assert.Equal(ErrorNumber.InvalidHandle, blocks.Get(handle, out _).Error);
    }

    [Fact]
    public void PutChecked_LinkNotReached_IsNotFoundUntilItIs()
    {
        BlockRegistry blocks = new();

        Assert.Equal(ErrorNumber.NotFound, blocks.PutChecked(Of(1, Known), out uint handle).Error);
        Assert.Equal(BlockRegistry.NoData, handle);
        blocks.MarkReachable(Known);
        Assert.True(blocks.PutChecked(Of(1, Known), out _).IsOk);
        Assert.Equal(ErrorNumber.NotFound, blocks.PutChecked(Of(1, Known, Other), out _).Error);
    }

    [Fact]
    public void PutReachable_BlockWithLinks_MakesThemReachable()
    {
        BlockRegistry blocks = new();
        Assert.False(blocks.IsReachable(Known));

        blocks.PutReachable(Of(3, Known), out _);

        Assert.True(blocks.IsReachable(Known));
        Assert.False(blocks.IsReachable(Other));
    }

    [Fact]
    public void Put_BeyondTheCapacity_IsRefusedAndMakesNothingReachable()
    {
        BlockRegistry blocks = new(capacity: 2);
        blocks.PutReachable(Of(0), out _);
        blocks.PutReachable(Of(0), out _);

        Assert.True(blocks.IsFull);
        Assert.Equal(ErrorNumber.LimitExceeded, blocks.PutReachable(Of(0, Known), out _).Error);
        Assert.Equal(ErrorNumber.LimitExceeded, blocks.PutChecked(Of(0, Known), out _).Error);
        Assert.False(blocks.IsReachable(Known));
    }

    private static Block Of(int size, params Cid[] links) => new(CidCodec.DagCbor, new byte[size], links);
}
