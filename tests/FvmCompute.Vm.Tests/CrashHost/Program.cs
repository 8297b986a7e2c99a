using FvmCompute.Filecoin.Cids;
using FvmCompute.Vm.Blockstores;
using FvmCompute.Vm.Chain;
using FvmCompute.Vm.Tests.Chain;

namespace FvmCompute.Vm.Tests.CrashHost;

/// <summary>
/// What the crash tests start and kill: <c>dotnet exec FvmCompute.Vm.Tests.dll FOLDER SEED</c> runs a chain as fast as it can and prints a line for all it
/// was promised, as soon as it was: <c>M sender nonce</c> for a message in the pool, <c>T epoch key</c> for a tipset.
/// </summary>
internal static class Program
{
    public const int InUse = 3;

    private static async Task<int> Main(string[] arguments)
    {
        try
        {
            await using EmbeddedChain chain = EmbeddedChain.Open(TestChain.Options with { Folder = arguments[0] });
            Run(chain, new Random(int.Parse(arguments[1], System.Globalization.CultureInfo.InvariantCulture)));
            return 0;
        }
        catch (StoreInUseException held)
        {
            Console.Error.WriteLine(held.Message);
            return InUse;
        }
    }

    private static void Run(EmbeddedChain chain, Random random)
    {
        while (true)
        {
            if (random.Next(8) == 0)
            {
                Tipset tipset = chain.CreateTipset();
                Promise($"T {tipset.Epoch} {tipset.Key}");
                continue;
            }

            int sender = random.Next(3);
            ulong nonce = chain.NextNonce(TestChain.Accounts[sender]);
            Cid cid = chain.Push(TestChain.Transfer(sender, 9, nonce));
            Promise($"M {sender} {nonce} {cid}");
        }
    }

    private static void Promise(string line)
    {
        Console.Out.WriteLine(line);
        Console.Out.Flush();
    }
}
