using System.Reflection;
using FvmCompute.Kernels.Devices.Cpu;

namespace FvmCompute.Kernels.Devices;

/// <summary>
/// A kernel source file with its entry points, in the three forms devices take it: OpenCL C text, PTX, and the C# twin of each entry. The texts
/// are embedded resources; <c>build-ptx.sh</c> makes the PTX.
/// </summary>
public sealed class KernelModule(string name, params IReadOnlyList<KernelEntry> entries)
{
    /// <summary>Compute capabilities PTX is committed for. PTX runs on its own and every later capability.</summary>
    public static IReadOnlyList<int> PtxTargets { get; } = [70, 90];

    /// <summary>File name of the source without its ending.</summary>
    public string Name { get; } = name;

    public IReadOnlyList<KernelEntry> Entries { get; } = entries;

    /// <summary>The dialect's prelude and the kernel text, as one translation unit in UTF-8.</summary>
    public byte[] OpenClSource() => [.. Resource("dialect.h"), (byte)'\n', .. Resource($"{Name}.cl")];

    /// <summary>The newest PTX the capability (10 × major + minor) can run.</summary>
    /// <exception cref="PlatformNotSupportedException">The card is older than every target.</exception>
    public byte[] Ptx(int computeCapability)
    {
        int best = PtxTargets.Where(target => target <= computeCapability).DefaultIfEmpty(0).Max();
        return best != 0
            ? Resource($"{Name}.sm_{best}.ptx")
            : throw new PlatformNotSupportedException(WhyUnusable(computeCapability));
    }

    /// <summary>Empty when there is PTX for the capability.</summary>
    internal static string WhyUnusable(int computeCapability) => computeCapability >= PtxTargets[0]
        ? ""
        : $"compute capability {Dotted(computeCapability)} is below {Dotted(PtxTargets[0])}, the oldest the kernels are built for";

    /// <exception cref="ArgumentException">There is no such entry.</exception>
    public KernelEntry Entry(string entry) => Entries.FirstOrDefault(candidate => candidate.Name == entry)
        ?? throw new ArgumentException($"{Name} has no kernel {entry}; it has {string.Join(", ", Entries.Select(known => known.Name))}", nameof(entry));

    public override string ToString() => Name;

    private static string Dotted(int capability) => $"{capability / 10}.{capability % 10}";

    private static byte[] Resource(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"the resource {name} is missing from the assembly");
        byte[] content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}

/// <summary>An entry point: its name in the source, its fixed work-group size, its parameters in order, and the same work in C# for one group.</summary>
public sealed record KernelEntry(string Name, int GroupSize, IReadOnlyList<KernelParameter> Parameters, CpuKernel Cpu)
{
    /// <summary>Throws unless the arguments have the declared number and types.</summary>
    internal void Check(ReadOnlySpan<KernelArgument> arguments, long groups)
    {
        if (groups is < 1 or > int.MaxValue)
        {
            throw new ArgumentOutOfRangeException(nameof(groups), groups, $"{Name}: allowed are 1 to {int.MaxValue} groups");
        }
        if (arguments.Length != Parameters.Count)
        {
            throw new ArgumentException($"{Name} takes {Parameters.Count} arguments, got {arguments.Length}", nameof(arguments));
        }

        for (int i = 0; i < arguments.Length; i++)
        {
            if (arguments[i].Kind != Parameters[i])
            {
                throw new ArgumentException($"{Name}: argument {i} is {arguments[i].Kind}, declared is {Parameters[i]}", nameof(arguments));
            }
        }
    }
}
