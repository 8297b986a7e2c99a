using System.Runtime.InteropServices;

namespace FvmCompute.Kernels.Interop;

/// <summary>Address of an exported function, or 0 when the library has none of that name.</summary>
internal delegate nint ExportFinder(string name);

/// <summary>
/// Function tables are filled from a finder instead of being bound by the runtime: a missing library or symbol is then a sentence in the device
/// listing, and a test can stand a table of its own in the driver's place.
/// </summary>
internal static class NativeExports
{
    /// <summary>Opens the first of <paramref name="names"/> that loads. The library stays loaded for the life of the process, as drivers demand.</summary>
    public static ExportFinder? TryOpen(ReadOnlySpan<string> names, out string reason)
    {
        foreach (string name in names)
        {
            if (NativeLibrary.TryLoad(name, out nint library))
            {
                reason = "";
                return symbol => NativeLibrary.TryGetExport(library, symbol, out nint address) ? address : 0;
            }
        }

        reason = $"{string.Join(" or ", names.ToArray())} not found";
        return null;
    }

    /// <exception cref="MissingExportException">The library lacks <paramref name="name"/>.</exception>
    public static nint Require(ExportFinder find, string name) => find(name) is not 0 and nint address ? address : throw new MissingExportException(name);
}

/// <summary>The library is present but too old: it does not export <paramref name="symbol"/>.</summary>
internal sealed class MissingExportException(string symbol) : Exception($"the driver library does not export {symbol}: it is too old");
