using System.Diagnostics;
using FvmCompute.Vm.Wasm;

namespace FvmCompute.Vm.Tests.Wasm;

/// <summary>Modules written as text, assembled by wabt's wat2wasm, and ready instances of them.</summary>
internal static class Wat
{
    public const long PlentyOfGas = 1L << 50;

    public static byte[] Assemble(string text)
    {
        string folder = Directory.CreateTempSubdirectory("wat-").FullName;
        try
        {
            string source = Path.Combine(folder, "m.wat");
            string binary = Path.Combine(folder, "m.wasm");
            File.WriteAllText(source, text);
            using Process process = Process.Start(new ProcessStartInfo("wat2wasm", [source, "-o", binary]) { RedirectStandardError = true })
                ?? throw new InvalidOperationException("wat2wasm did not start (Debian package wabt)");
            string error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, error);
            return File.ReadAllBytes(binary);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public static WasmInstance Instance(string text, ModuleOptions options, IImports? imports = null)
    {
        WasmModule module = WasmModule.Load(Assemble(text), options);
        var instance = new WasmInstance(module, imports ?? NoImports.Instance, new MemoryLimiter()) { GasCounter = PlentyOfGas };
        Assert.True(instance.Initialize().IsReturn);
        return instance;
    }
}
