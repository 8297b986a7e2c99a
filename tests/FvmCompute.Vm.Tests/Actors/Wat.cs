using System.Collections.Concurrent;
using System.Diagnostics;

namespace FvmCompute.Vm.Tests.Actors;

/// <summary>Assembles WebAssembly text with wabt's <c>wat2wasm</c>.</summary>
internal static class Wat
{
    private static readonly ConcurrentDictionary<string, byte[]> Assembled = new();

    public static byte[] Assemble(string text) => Assembled.GetOrAdd(text, Run);

    private static byte[] Run(string text)
    {
        ProcessStartInfo start = new("wat2wasm", ["-", "--output=-", "--enable-all"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException("wat2wasm did not start; install the Debian package wabt");
        Task<string> errors = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(text);
        process.StandardInput.Close();
        using MemoryStream output = new();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        return process.ExitCode == 0 ? output.ToArray() : throw new InvalidOperationException($"wat2wasm: {errors.Result}\n{text}");
    }
}
