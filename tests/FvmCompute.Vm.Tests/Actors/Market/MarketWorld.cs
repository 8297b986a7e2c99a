using System.Numerics;
using FvmCompute.Filecoin.Addresses;
using FvmCompute.Filecoin.Cbor;
using FvmCompute.Vm.Kernel;
using FvmCompute.Vm.Machine;

namespace FvmCompute.Vm.Tests.Actors.Market;

/// <summary>A chain with a deployed market, a client, a provider with a bond, and a stranger.</summary>
internal sealed class MarketWorld
{
    public static readonly BigInteger Bond = 2_000_000;
    public static readonly BigInteger Price = 600_000;
    public static readonly BigInteger Escrow = 700_000;
    public const long Deadline = MarketChain.FirstEpoch + 50;

    public MarketWorld()
    {
        Chain = new MarketChain();
        Client = Chain.AddAccount("client");
        Provider = Chain.AddAccount("provider");
        Stranger = Chain.AddAccount("stranger");
        ApplyResult created = Chain.Exec(Client, Chain.CodeOf("compute-market"), MarketParameters.Default.Encode());
        Market = ReadCreated(Succeeded(created)).Id;
        Total = TotalBalance();
    }

    public MarketChain Chain { get; }

    public Account Client { get; }

    public Account Provider { get; }

    public Account Stranger { get; }

    public ulong Market { get; }

    /// <summary>The sum of all balances at the start.</summary>
    public BigInteger Total { get; }

    public BigInteger Held => Chain.BalanceOf(Market);

    public static ApplyResult Succeeded(ApplyResult result)
    {
        Assert.True(result.Receipt.ExitCode.IsSuccess, result.FailureReason);
        return result;
    }

    /// <summary>What init.Exec returns.</summary>
    public static (ulong Id, Address Robust) ReadCreated(ApplyResult result)
    {
        CborReader reader = new(result.Receipt.ReturnData.Span);
        reader.ReadTupleStart(2);
        Assert.True(Address.Decode(reader.ReadBytes()).TryGetId(out ulong id));
        Address robust = Address.Decode(reader.ReadBytes());
        reader.ReadEnd();
        return (id, robust);
    }

    public ApplyResult Call(Account from, ulong method, byte[] parameters, BigInteger value = default) => Chain.Send(from, Market, method, parameters, value);

    public ApplyResult OnJob(Account from, ulong method, ulong job) => Call(from, method, MarketCalls.Id(job));

    public ApplyResult Register(Account provider, BigInteger bond) => Call(provider, MarketMethod.RegisterProvider, MarketCalls.Key(provider.Address), bond);

    public ulong Post(byte[] plan, Address? provider = null)
    {
        ApplyResult posted = Succeeded(Call(Client, MarketMethod.PostJob, MarketCalls.Post(plan, Price, Deadline, provider), Escrow));
        CborReader reader = new(posted.Receipt.ReturnData.Span);
        reader.ReadTupleStart(1);
        return reader.ReadUInt64();
    }

    /// <summary>A job accepted at the first epoch, at the first epoch at which it can be settled; with the right answer.</summary>
    public Answer AcceptedJob(Piece piece, uint challenges)
    {
        Succeeded(Register(Provider, Bond));
        ulong job = Post(MarketCalls.Plan(piece, challenges));
        Succeeded(OnJob(Provider, MarketMethod.Accept, job));
        Chain.Epoch = MarketChain.FirstEpoch + MarketParameters.Default.ChallengeDelay + 1;
        return new Answer(Market, job, Provider, piece, challenges, MarketChain.FirstEpoch);
    }

    public ApplyResult Settle(Answer answer) => Call(Provider, MarketMethod.Settle, answer.Parameters());

    public BigInteger TotalBalance()
    {
        BigInteger sum = 0;
        for (ulong id = 0; id < 200; id++) { sum += Chain.State.GetActor(id)?.Balance.Atto ?? 0; }

        return sum;
    }

    /// <summary>Asserts that a message was refused with this code and a reason that contains <paramref name="reason"/>, and that market and money are as before.</summary>
    public void AssertRefused(Func<ApplyResult> send, MarketExit code, string reason)
    {
        (BigInteger held, object? state) = (Held, Chain.State.GetActor(Market)!.State);
        ApplyResult result = send();
        Assert.Equal(code, (MarketExit)result.Receipt.ExitCode.Value);
        Assert.Contains(reason, result.FailureReason, StringComparison.Ordinal);
        Assert.Equal(state, Chain.State.GetActor(Market)!.State);
        Assert.Equal(held, Held);
        Assert.Equal(Total, TotalBalance());
        Assert.Empty(result.Events);
    }

    public static string TypeOf(ActorEvent emitted) => ReadText(emitted.Entries.Single(entry => entry.Key == "$type").Value.Span);

    private static string ReadText(ReadOnlySpan<byte> cbor)
    {
        CborReader reader = new(cbor);
        return reader.ReadText();
    }
}
