using FvmCompute.Filecoin.Cids;
using FvmCompute.Vm.Machine;

namespace FvmCompute.Vm.Tests.Actors.Market;

/// <summary>Random walks over all methods: after every message the market holds exactly what it owes, and no attoFIL appeared or vanished.</summary>
public sealed class MarketConservationTests
{
    private const int Steps = 250;

    private static readonly NumberedPiece Piece = new(3);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void RandomCalls_BalanceStaysWhatIsOwed(int seed)
    {
        MarketWorld world = new();
        Random random = new(seed);
        int settled = 0;
        MarketWorld.Succeeded(world.Register(world.Provider, MarketWorld.Bond));
        for (int step = 0; step < Steps; step++)
        {
            Cid before = world.Chain.State.GetActor(world.Market)!.State;
            ApplyResult result = Step(world, random);
            if (!result.Receipt.ExitCode.IsSuccess) { Assert.Equal(before, world.Chain.State.GetActor(world.Market)!.State); }

            Assert.Equal(MarketState.Read(world).Owed, world.Held);
            Assert.Equal(world.Total, world.TotalBalance());
            settled += result.Events.Count(emitted => MarketWorld.TypeOf(emitted) == "job-settled");
        }

        Assert.True(settled >= 5, $"only {settled} jobs were settled: the walk is not random enough");
    }

    private static ApplyResult Step(MarketWorld world, Random random)
    {
        world.Chain.Epoch += random.Next(3) / 2;
        MarketState state = MarketState.Read(world);
        Account caller = world.Chain.Accounts[random.Next(world.Chain.Accounts.Count)];
        ulong job = state.NextJob - (ulong)random.Next((int)Math.Min(state.NextJob + 1, 4));
        return random.Next(14) switch
        {
            0 => world.Register(caller, random.Next(3_000_000)),
            1 => world.Call(caller, MarketMethod.Unregister, []),
            2 or 3 => world.Call(caller, MarketMethod.PostJob, RandomPost(world, random), random.Next(300_000, 1_000_000)),
            4 => world.OnJob(caller, MarketMethod.Accept, job),
            5 or 6 => world.OnJob(world.Provider, MarketMethod.Accept, job),
            7 => world.OnJob(caller, MarketMethod.Cancel, job),
            8 => world.OnJob(caller, MarketMethod.Expire, (ulong)random.Next((int)state.NextJob + 1)),
            9 => world.Call(caller, MarketMethod.Withdraw, []),
            _ => Settle(world, state, random),
        };
    }

    private static byte[] RandomPost(MarketWorld world, Random random) => MarketCalls.Post(
        MarketCalls.Plan(Piece, 2), random.Next(500_000), world.Chain.Epoch + random.Next(40), random.Next(3) == 0 ? world.Provider.Address : null);

    /// <summary>An answer to an accepted job, mostly the right one, at an epoch that may be too early or too late.</summary>
    private static ApplyResult Settle(MarketWorld world, MarketState state, Random random)
    {
        JobRecord[] accepted = [.. state.Jobs.Where(job => job.Status == 1)];
        if (accepted.Length == 0) { return world.OnJob(world.Provider, MarketMethod.Accept, 0); }

        JobRecord job = accepted[random.Next(accepted.Length)];
        Account provider = world.Chain.Accounts.Single(account => account.Id == job.Provider);
        Answer answer = new(world.Market, job.Id, provider, Piece, 2, job.Accepted!.Value);
        answer.Proof[random.Next(answer.Proof.Length)] ^= (byte)(random.Next(4) == 0 ? 1 : 0);
        return world.Call(provider, MarketMethod.Settle, answer.Parameters());
    }
}
