using FvmCompute.Filecoin.Addresses;

namespace FvmCompute.Vm.Tests.Actors;

/// <summary>Calls between scripted actors.</summary>
internal static class Sends
{
    /// <summary>Bytes of the result: exit code u32, handle u32, codec u64, size u32.</summary>
    public const int ResultBytes = 20;

    public const long AllGas = -1;

    /// <summary>Sends to the address in memory at <paramref name="addressAt"/>; the result goes to <paramref name="resultAt"/>.</summary>
    public static ActorScript Send(
        this ActorScript script, int resultAt, int addressAt, int addressLength, long method = 2, ActorScript.Argument parameters = default, long value = 0,
        long gasLimit = AllGas, long flags = 0) =>
        script.Call("send.send", resultAt, addressAt, addressLength, method, parameters, 0, value, gasLimit, flags);

    /// <summary>Puts the address of an actor into memory and sends to it.</summary>
    public static ActorScript SendTo(
        this ActorScript script, ulong id, int resultAt, long method = 2, ActorScript.Argument parameters = default, long value = 0, long gasLimit = AllGas, long flags = 0)
    {
        byte[] address = Address.FromId(id).Bytes.ToArray();
        int at = resultAt + ResultBytes;
        return script.Data(at, address).Send(resultAt, at, address.Length, method, parameters, value, gasLimit, flags);
    }
}
