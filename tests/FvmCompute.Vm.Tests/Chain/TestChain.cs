using System.Text;
using FvmCompute.Filecoin.Addresses;
using FvmCompute.Filecoin.Messages;
using FvmCompute.Filecoin.Numbers;
using FvmCompute.Filecoin.Signatures;
using FvmCompute.Vm.Blockstores;
using FvmCompute.Vm.Chain;
using FvmCompute.Vm.Tests.Blockstores;

namespace FvmCompute.Vm.Tests.Chain;

/// <summary>
/// A chain with ten funded accounts, and what its tests send. Transfers between accounts run no WebAssembly, so the bundle's code is never looked at.
/// </summary>
internal static class TestChain
{
    public const int AccountCount = 10;

    /// <summary>What the gas of one transfer costs at most, as its message declares.</summary>
    public const long TransferGas = 10_000_000;

    public static readonly Address[] Accounts = [.. Enumerable.Range(0, AccountCount).Select(i => Secp256k1Signer.AddressOf(SecretOf(i)))];

    public static Genesis Genesis { get; } = new()
    {
        NetworkName = "testing",
        Bundle = new ActorBundle([Code("system"), Code("init"), Code("account"), Code("reward")]),
        Seed = new byte[32],
        Accounts = [.. Accounts.Select(address => new GenesisAccount(address, TokenAmount.FromFil(1000)))],
    };

    public static ChainOptions Options { get; } = new()
    {
        Folder = "/memory",
        Genesis = Genesis,
        Store = new FileBlockstoreOptions(SegmentBytes: 1 << 16, VerifyContent: true),
    };

    public static EmbeddedChain Open(IStoreFolder? folder = null, ChainOptions? options = null) =>
        EmbeddedChain.Open(folder ?? new PowerCutFolder(), options ?? Options);

    public static byte[] SecretOf(int account)
    {
        byte[] secret = new byte[32];
        secret[31] = (byte)(account + 1);
        return secret;
    }

    /// <summary>One attoFIL, unless told otherwise, from account to account.</summary>
    public static SignedMessage Transfer(
        int from, int to, ulong nonce, TokenAmount? value = null, long premium = 1000, long feeCap = 10_000, long gasLimit = TransferGas) =>
        Sign(from, new Message
        {
            From = Accounts[from],
            To = Accounts[to],
            Nonce = nonce,
            Value = value ?? 1,
            GasLimit = gasLimit,
            GasFeeCap = feeCap,
            GasPremium = premium,
        });

    public static SignedMessage Sign(int account, Message message) => SignedMessage.Sign(message, SecretOf(account));

    private static (string Name, ReadOnlyMemory<byte> Wasm) Code(string name) => (name, Encoding.UTF8.GetBytes(name));
}
