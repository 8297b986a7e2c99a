using BenchmarkDotNet.Attributes;
using FvmCompute.Filecoin.Addresses;
using FvmCompute.Filecoin.Cids;
using FvmCompute.Filecoin.Messages;
using FvmCompute.Filecoin.Numbers;
using FvmCompute.Filecoin.Pieces;

namespace FvmCompute.Bench.Suites;

/// <summary>Readers and writers on the path of every message and piece.</summary>
[MemoryDiagnoser]
public class FormatSuite
{
    private readonly byte[] _payload = new byte[127 << 10];
    private readonly byte[] _padded = new byte[128 << 10];
    private readonly byte[] _message = new Message
    {
        To = Address.FromId(1000),
        From = Address.FromId(2000),
        Nonce = 7,
        Value = TokenAmount.FromFil(3),
        GasLimit = 1_000_000,
        GasFeeCap = 100_000,
        GasPremium = 1000,
        Method = 2,
        Params = new byte[200],
    }.Encode();

    private string _cid = "";

    [GlobalSetup]
    public void Setup()
    {
        new Random(1).NextBytes(_payload);
        _cid = Cid.DagCbor(_message).ToString();
    }

    [Benchmark]
    public Message DecodeMessage() => Message.Decode(_message);

    [Benchmark]
    public Cid ParseCid() => Cid.Parse(_cid);

    [Benchmark]
    public void PadFr32() => Fr32.Pad(_payload, _padded);

    [Benchmark]
    public PieceTree CommitOneMebibyte() => CommP.Compute(new MemoryStream(_payload), new CommPOptions { Threads = 1 });
}
