using FvmCompute.Filecoin.Numbers;
using FvmCompute.Vm.Kernel;
using FvmCompute.Vm.Machine;
using FvmCompute.Vm.Tests.Actors;
using ValueType = FvmCompute.Vm.Wasm.ValueType;

namespace FvmCompute.Vm.Tests.Calls;

/// <summary>Actors that call the host with anything. The host may refuse, run dry or end the message; it must not fail.</summary>
public sealed class HostileTests
{
    private const int CallsPerActor = 60;

    private static readonly long[] Extremes =
    [
        0, 1, 2, 20, 21, 24, 32, 64, 100, 0x51, 0x55, 0x71, 0x12, 0xb220, 0xff, 0x100, 0x8000, 0xfff0, 0xffff, 0x10000, 0x10001, 0x7fff_ffff, 0x8000_0000, 0xffff_fff0,
        0xffff_ffff, 0x1_0000_0000, long.MaxValue, long.MinValue, -1, -2,
    ];

    public static TheoryData<string> AllCalls => [.. SyscallTables.V21.All.Select(syscall => syscall.FullName).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(AllCalls))]
    public void Syscall_WithAnyArguments_AnswersOrEndsTheMessage(string syscall)
    {
        int seed = syscall.Sum(letter => letter);
        TestMachine machine = new() { Tracing = false, ActorDebugging = true };
        TokenAmount total = machine.TotalBalance();
        for (int actor = 0; actor < 4; actor++)
        {
            ApplyResult result = machine.Send(machine.Add(Fuzzer(syscall, new Random(seed + actor))), value: 0);

            Assert.Contains(result.Receipt.ExitCode.Value, (IEnumerable<uint>)[0, 1, 7, 9, 10, .. Extremes.Select(value => (uint)value)]);
            if (result.Receipt.ExitCode.IsSuccess && syscall != "vm.exit") { AssertErrors(result.Receipt.ReturnData.Span); }
        }

        Assert.Equal(total, machine.TotalBalance());
    }

    private static ActorScript Fuzzer(string syscall, Random random)
    {
        byte[] noise = new byte[4096];
        random.NextBytes(noise);
        string[] name = syscall.Split('.');
        var signature = SyscallTables.V21.Find(name[0], name[1])!.Signature;
        int arguments = signature.Parameters.Length;
        ActorScript script = new ActorScript().Data(0, noise).Call("ipld.block_create", 5000, 0x55, 0, 100).Call("self.root", 5000, 6000, 64);
        for (int call = 0; call < CallsPerActor; call++)
        {
            ActorScript.Argument[] values = new ActorScript.Argument[arguments];
            for (int i = 0; i < arguments; i++)
            {
                long value = random.Next(3) == 0 ? random.Next(0x10000) : Extremes[random.Next(Extremes.Length)];
                values[i] = signature.Parameters[i] == ValueType.I32 ? (int)value : value;
            }

            script.Call(syscall, values);
        }

        return script;
    }

    private static void AssertErrors(ReadOnlySpan<byte> returned)
    {
        for (int i = 0; i < 2 + CallsPerActor; i++) { Assert.InRange(BitConverter.ToUInt32(returned[(4 * i)..]), 0u, 13u); }
    }
}
