using System.Runtime.InteropServices;
using System.Text;

namespace FvmCompute.Kernels.Interop;

internal sealed unsafe partial class CudaContext
{
    private const int JitErrorLog = 5;
    private const int JitErrorLogBytes = 6;
    private const int PtxInput = 1;
    private const int ErrorLogBytes = 8192;

    /// <summary>Compiles PTX for this card, as the driver's own loader would, and returns the machine code (a cubin) so that it can be kept.</summary>
    public byte[] Link(ReadOnlySpan<byte> ptx, string name)
    {
        Enter();
        byte[] log = new byte[ErrorLogBytes];
        fixed (byte* logStart = log)
        {
            int* options = stackalloc int[] { JitErrorLog, JitErrorLogBytes };
            void** values = stackalloc void*[] { logStart, (void*)ErrorLogBytes };
            nint state;
            Check(_driver.Modules.LinkCreate(2, options, values, &state), "cuLinkCreate_v2");
            try { return Complete(state, ptx, name, log); }
            finally { _driver.Modules.LinkDestroy(state); }
        }
    }

    /// <summary>Loads machine code. The image is copied by the driver.</summary>
    public nint LoadModule(ReadOnlySpan<byte> image)
    {
        Enter();
        nint module;
        fixed (byte* start = image) { Check(_driver.Modules.Load(&module, start), "cuModuleLoadData"); }
        return module;
    }

    public void UnloadModule(nint module)
    {
        if (TryEnter()) { _driver.Modules.Unload(module); }
    }

    public nint Function(nint module, string name)
    {
        Enter();
        nint function;
        fixed (byte* text = Terminated(name)) { Check(_driver.Modules.Function(&function, module, text), $"cuModuleGetFunction({name})"); }
        return function;
    }

    /// <summary>The log's address was given to the driver with the linker's state; it is filled by the time a call fails.</summary>
    private byte[] Complete(nint state, ReadOnlySpan<byte> ptx, string name, byte[] log)
    {
        byte[] text = [.. ptx, 0];
        fixed (byte* start = text)
        fixed (byte* label = Terminated(name))
        {
            CheckLinked(_driver.Modules.LinkAddData(state, PtxInput, start, (nuint)text.Length, label, 0, null, null), "cuLinkAddData_v2", log);
            void* image;
            nuint bytes;
            CheckLinked(_driver.Modules.LinkComplete(state, &image, &bytes), "cuLinkComplete", log);
            return MemoryMarshal.CreateReadOnlySpan(ref *(byte*)image, checked((int)bytes)).ToArray();
        }
    }

    private void CheckLinked(int status, string call, byte[] log)
    {
        try { Check(status, call); }
        catch (Devices.DeviceException failure) { throw failure.WithDetail(NativeText.Terminated(log)); }
    }

    private static byte[] Terminated(string text) => Encoding.UTF8.GetBytes(text + '\0');
}
