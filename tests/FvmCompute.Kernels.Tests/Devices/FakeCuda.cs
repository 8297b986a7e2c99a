using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text;
using FvmCompute.Kernels.Interop;
using FvmCompute.Kernels.Tests.Ptx;

namespace FvmCompute.Kernels.Tests.Devices;

/// <summary>
/// Stands in the CUDA driver's place: the same functions, over host memory, executing the PTX it is given. What is submitted to a stream happens only when
/// the stream is asked whether it is done, as late as a card might. Any function can be told to fail.
/// </summary>
/// <remarks>
/// The functions are static because native code calls them; tests that use this class share one collection and begin with <see cref="Reset"/>.
/// </remarks>
public static unsafe partial class FakeCuda
{
    public const int OutOfMemory = 2;
    public const int NoDevice = 100;
    public const int NotReady = 600;
    public const int IllegalAddress = 700;
    public const int LaunchFailed = 719;

    private const string ImageMagic = "FAKECUBN";

    private static readonly ConcurrentDictionary<string, int> Failures = new();
    private static readonly SortedList<ulong, int> Allocations = [];
    private static readonly Dictionary<nint, Queue<Action>> Streams = [];
    private static readonly Dictionary<nint, PtxProgram> Modules = [];
    private static readonly Dictionary<nint, PtxEntry> Functions = [];
    private static long _nextHandle = 1000;
    private static byte[] _linked = [];
    private static nint _image;
    private static nint _errorLog;
    private static int _sticky;
    private static int _current;

    public static int DeviceCount { get; set; } = 1;

    public static int ComputeCapability { get; set; } = 90;

    /// <summary>A card that computes or copies wrongly: one bit of everything read back is flipped.</summary>
    public static bool IsWrong { get; set; }

    public static int Links { get; private set; }

    public static int Resets { get; private set; }

    public static int LiveAllocations
    {
        get { lock (Allocations) { return Allocations.Count; } }
    }

    public static byte[] Uuid { get; } = [.. Enumerable.Range(1, 16).Select(value => (byte)value)];

    public static void Reset()
    {
        Failures.Clear();
        IsWrong = false;
        (DeviceCount, ComputeCapability, Links, Resets, _sticky, _current) = (1, 90, 0, 0, 0, 0);
        lock (Allocations) { Allocations.Clear(); }
        Streams.Clear();
        Modules.Clear();
        Functions.Clear();
    }

    /// <summary>Every later call of the function returns the status.</summary>
    public static void Fail(string function, int status) => Failures[function] = status;

    public static void Heal(string function) => Failures.TryRemove(function, out _);

    /// <summary>Finds the functions, but for those in <paramref name="absent"/>.</summary>
    internal static ExportFinder Exports(params string[] absent) => name => absent.Contains(name) ? 0 : Table.GetValueOrDefault(name);

    private static int Status(string function)
    {
        if (Failures.TryGetValue(function, out int status)) { return status; }

        return _sticky;
    }

    private static nint NewHandle() => (nint)Interlocked.Increment(ref _nextHandle);

    /// <summary>Runs what is queued. A fault in a kernel stays: every later call reports it until the context is reset.</summary>
    private static int Drain(nint stream)
    {
        if (!Streams.TryGetValue(stream, out Queue<Action>? queue)) { return 400; }
        if (queue.Count == 0) { return Status("cuStreamQuery"); }

        while (queue.TryDequeue(out Action? action))
        {
            try { action(); }
            catch (AccessViolation) { return _sticky = IllegalAddress; }
            catch (AggregateException failure) when (failure.InnerException is AccessViolation) { return _sticky = IllegalAddress; }
        }

        return Failures.TryGetValue("cuStreamQuery", out int status) ? status : NotReady;
    }

    private static int Enqueue(nint stream, string function, Action action)
    {
        int status = Status(function);
        if (status == 0) { Streams[stream].Enqueue(action); }
        return status;
    }

    private static Span<byte> Device(ulong address, long bytes)
    {
        lock (Allocations)
        {
            int low = 0, high = Allocations.Count;
            while (low < high)
            {
                int middle = (low + high) / 2;
                if (Allocations.GetKeyAtIndex(middle) <= address) { low = middle + 1; } else { high = middle; }
            }

            if (low == 0 || address + (ulong)bytes > Allocations.GetKeyAtIndex(low - 1) + (ulong)Allocations.GetValueAtIndex(low - 1))
            {
                throw new AccessViolation($"{bytes} bytes at {address:x} are not allocated");
            }
        }

        return new Span<byte>((void*)address, (int)bytes);
    }

    private static byte[] Pack(PtxEntry entry, void** values)
    {
        byte[] packed = new byte[entry.Parameters.Sum(parameter => parameter.Offset + parameter.Bytes)];
        for (int i = 0; i < entry.Parameters.Count; i++)
        {
            new ReadOnlySpan<byte>(values[i], entry.Parameters[i].Bytes).CopyTo(packed.AsSpan(entry.Parameters[i].Offset));
        }

        return packed;
    }

    private static byte[] Image(byte[] ptx) => [.. Encoding.ASCII.GetBytes(ImageMagic), .. BitConverter.GetBytes((long)ptx.Length), .. ptx];

    private static PtxProgram? Open(void* image)
    {
        if (Marshal.PtrToStringAnsi((nint)image, ImageMagic.Length) != ImageMagic) { return null; }

        long length = *(long*)((byte*)image + ImageMagic.Length);
        return PtxProgram.Parse(Encoding.ASCII.GetString((byte*)image + ImageMagic.Length + 8, (int)length));
    }

    private sealed class AccessViolation(string message) : Exception(message);

    private sealed class DeviceMemory : IPtxMemory
    {
        public Span<byte> Global(ulong address, int bytes) => Device(address, bytes);
    }
}
