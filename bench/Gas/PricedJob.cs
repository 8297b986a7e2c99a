using FvmCompute.Filecoin.Cbor;
using FvmCompute.Filecoin.Numbers;
using FvmCompute.Sidecar.Settlement;

namespace FvmCompute.Bench.Gas;

/// <summary>A message and what it cost.</summary>
/// <param name="Bytes">Of the signed message.</param>
/// <param name="ProofBytes">Of the statement, the core or the parts in it.</param>
internal sealed record PricedMessage(string Name, int Bytes, int ProofBytes, GasSplit Gas);

/// <summary>A proof job settled on a chain, message by message.</summary>
internal sealed record PricedJob(GasCase Shape, IReadOnlyList<PricedMessage> Messages)
{
    public GasSplit Gas => Messages.Aggregate(GasSplit.Zero, (sum, message) => sum + message.Gas);

    public int Bytes => Messages.Sum(message => message.Bytes);

    /// <summary>What no verifier of this proof can save, in milligas: the bytes of statement, core and parts, and the calls that hash.</summary>
    public ulong Floor => ((ulong)Messages.Sum(message => message.ProofBytes) * GasSplit.MilligasPerByte) + Gas[GasUse.Hashing];

    /// <summary>Posts and accepts the job on a fresh chain, then sends its messages.</summary>
    /// <param name="job">Made for the chain's market and provider.</param>
    public static PricedJob Settle(GasChain chain, GasCase shape, ProvedJob job)
    {
        TokenAmount price = TokenAmount.FromFil(1);
        chain.Send(GasChain.Client, MarketMethod.PostJob, Post(job.Plan, price), price);
        chain.Send(GasChain.Provider, MarketMethod.Accept, MarketMessages.Job(0));
        chain.ForgetCounts();
        return new(shape, [.. job.Messages.Select(message => Price(chain, message))]);
    }

    private static PricedMessage Price(GasChain chain, JobMessage message)
    {
        Executed executed = chain.Send(GasChain.Provider, message.Method, message.Parameters);
        return new(message.Name, executed.Bytes, message.ProofBytes, GasSplit.Of(executed));
    }

    private static byte[] Post(byte[] plan, TokenAmount price) => CborTuple.Encode(4, (ref CborWriter writer) =>
    {
        writer.WriteRaw(plan);
        price.Write(ref writer);
        writer.WriteInt64(GasChain.Epoch + 100);
        writer.WriteNull();
    });
}
