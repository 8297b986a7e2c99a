using System.Text.Json;
using FvmCompute.Filecoin.Cbor;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Tests.Cbor;

namespace FvmCompute.Filecoin.Tests.Messages;

/// <summary>Block headers have no type here yet; their vectors still are chain objects with a CID.</summary>
public class BlockHeaderVectorTests
{
    [Fact]
    public void BlockHeader_Bytes_AreStrictDagCborWithTheirCid()
    {
        foreach (JsonElement row in VectorCases.Cases("message", "block-headers.json"))
        {
            byte[] block = row.Hex("cbor_hex");

            Assert.True(DagCbor.TryValidate(block, out _));
            Assert.Equal(block, CborCopy.Reencode(block));
            Assert.Equal(row.Text("cid"), Cid.DagCbor(block).ToString());
        }
    }
}
