using FvmCompute.Filecoin.Blocks;
using FvmCompute.Filecoin.Errors;

namespace FvmCompute.Vm.State;

/// <summary>
/// The state cannot be read or kept: a block is missing or is not what the state rules allow. Never the fault of a message, hence fatal to the machine.
/// </summary>
public sealed class StateException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Runs a reader and turns the format's own exceptions into a <see cref="StateException"/> about <paramref name="what"/>.</summary>
    internal static T Guard<T>(string what, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception failure) when (failure is FilecoinFormatException or BlockMissingException)
        {
            throw new StateException($"{what} cannot be read: {failure.Message}", failure);
        }
    }
}
