using FvmCompute.Filecoin.Addresses;
using FvmCompute.Filecoin.Numbers;
using FvmCompute.Vm.Machine;
using FvmCompute.Vm.Tests.Actors;

namespace FvmCompute.Vm.Tests.Machine;

/// <summary>No message makes or loses value, whatever its actors do.</summary>
public sealed class ConservationTests
{
    private const int Out = 0x800;
    private const int Actors = 6;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Messages_BetweenRandomActors_KeepTheSumOfAllBalances(int seed)
    {
        Random random = new(seed);
        TestMachine machine = new() { Tracing = false };
        for (int i = 0; i < Actors; i++) { machine.Add(RandomActor(random), balance: random.Next(100)); }

        TokenAmount total = machine.TotalBalance();
        HashSet<uint> exits = [];
        for (int i = 0; i < 25; i++)
        {
            ApplyResult result = machine.Send((ulong)(1000 + random.Next(Actors)), method: random.Next(4) == 0 ? 0UL : 2, value: random.Next(50), gasLimit: random.Next(3) == 0 ? 20_000_000 : 500_000_000);
            exits.Add(result.Receipt.ExitCode.Value);
            Assert.Equal(total, machine.TotalBalance());
        }

        Assert.True(exits.Count > 1, "every message ended in the same way");
    }

    /// <summary>Some sends to others, itself and new addresses, then an end of some kind.</summary>
    private static ActorScript RandomActor(Random random)
    {
        byte[] fresh = Address.Delegated(10, [.. Enumerable.Range(0, 20).Select(_ => (byte)random.Next(4))]).Bytes.ToArray();
        ActorScript script = new ActorScript().Data(0, fresh);
        for (int send = 0; send < random.Next(1, 4); send++)
        {
            int at = Out + (send * 100);
            long limit = random.Next(2) == 0 ? Sends.AllGas : random.Next(3_000_000);
            if (random.Next(3) == 0) { script.Send(at, 0, fresh.Length, method: 0, value: random.Next(20)); }
            else { script.SendTo((ulong)(1000 + random.Next(Actors)), at, method: random.Next(2) * 2, value: random.Next(20), gasLimit: limit); }
        }

        return random.Next(5) switch
        {
            0 => script.Exit((uint)random.Next(16, 40)),
            1 => script.Code("(unreachable)"),
            2 => script.Call("self.self_destruct", 1),
            _ => script,
        };
    }
}
