namespace FvmCompute.Vm.Calls;

/// <summary>Names of the built-in actors the protocol itself asks for, as in the manifests of the network's bundles.</summary>
public static class BuiltinNames
{
    public const string Account = "account";
    public const string Placeholder = "placeholder";
    public const string EthereumAccount = "ethaccount";
}
