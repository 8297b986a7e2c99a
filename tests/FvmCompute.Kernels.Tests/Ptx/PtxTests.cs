using System.Diagnostics;
using System.Text;
using FvmCompute.Kernels.Blake2bTree;
using FvmCompute.Kernels.Devices;
using FvmCompute.Kernels.RowEncode;
using FvmCompute.Kernels.Sha256Tree;
using FvmCompute.Tests;

namespace FvmCompute.Kernels.Tests.Ptx;

public class PtxTests
{
    public static IEnumerable<object[]> Modules =>
        from module in All
        from target in KernelModule.PtxTargets
        select new object[] { module.Name, target };

    private static KernelModule[] All => [Sha256TreeKernel.Module, Blake2bTreeKernel.Module, RowEncodeKernel.Module];

    private static KernelModule Module(string name) => All.Single(module => module.Name == name);

    [Fact]
    public void CommittedPtx_Rebuilt_IsByteIdentical()
    {
        using Process build = Process.Start(new ProcessStartInfo(Path.Combine(Vectors.RepositoryRoot, "kernels", "build-ptx.sh"), "--check")
        {
            RedirectStandardError = true,
        })!;
        string complaint = build.StandardError.ReadToEnd();
        build.WaitForExit();
        Assert.True(build.ExitCode == 0, complaint);
    }

    [Theory]
    [MemberData(nameof(Modules))]
    public void Ptx_OfAModule_HasTheEntriesTheHostCodeLaunches(string name, int target)
    {
        KernelModule module = Module(name);
        PtxProgram program = PtxProgram.Parse(Encoding.ASCII.GetString(module.Ptx(target)));
        Assert.Equal($"sm_{target}", program.Target);
        Assert.True(Version.Parse(program.Version) <= new Version(7, 8), $"PTX {program.Version} needs a driver newer than CUDA 11.8's");
        Assert.Equal(module.Entries.Select(entry => entry.Name).Order(), program.Entries.Keys.Order());
        foreach (KernelEntry entry in module.Entries)
        {
            PtxEntry compiled = program.Entries[entry.Name];
            Assert.Equal(entry.Parameters.Select(kind => kind == KernelParameter.UInt32 ? 4 : 8), compiled.Parameters.Select(parameter => parameter.Bytes));
            Assert.True(compiled.SharedBytes <= 48 << 10, "more than 48 KiB of shared memory must be asked for");
        }
    }

    /// <summary>Spilled arrays would show as local memory, calls as functions that were not inlined.</summary>
    [Theory]
    [MemberData(nameof(Modules))]
    public void Ptx_OfAModule_NeedsNeitherLocalMemoryNorCallsNorALibrary(string name, int target)
    {
        string ptx = Encoding.ASCII.GetString(Module(name).Ptx(target));
        Assert.DoesNotMatch(@"\.local|\bcall\b|\.extern|\.func", ptx);
    }
}
