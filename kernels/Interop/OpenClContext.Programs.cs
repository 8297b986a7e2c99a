using System.Text;

namespace FvmCompute.Kernels.Interop;

internal sealed unsafe partial class OpenClContext
{
    private const uint BuildLog = 0x1183;
    private const uint BinarySizes = 0x1165;
    private const uint Binaries = 0x1166;

    /// <exception cref="Devices.DeviceException">With the compiler's log when the source does not build.</exception>
    public nint BuildSource(ReadOnlySpan<byte> source, string options)
    {
        nint program;
        fixed (byte* text = source)
        {
            byte* start = text;
            nuint length = (nuint)source.Length;
            int status;
            program = _driver.Programs.FromSource(_context, 1, &start, &length, &status);
            Check(status, "clCreateProgramWithSource");
        }

        return Build(program, options);
    }

    public nint BuildBinary(ReadOnlySpan<byte> binary, string options)
    {
        nint program;
        fixed (byte* bytes = binary)
        {
            byte* start = bytes;
            nuint length = (nuint)binary.Length;
            nint device = _device;
            int loaded, status;
            program = _driver.Programs.FromBinary(_context, 1, &device, &length, &start, &loaded, &status);
            Check(status, "clCreateProgramWithBinary");
        }

        return Build(program, options);
    }

    /// <summary>The built program as the driver keeps it; empty when the driver gives none.</summary>
    public byte[] Binary(nint program)
    {
        nuint bytes = 0;
        Check(_driver.Programs.Info(program, BinarySizes, (nuint)sizeof(nuint), &bytes, null), "clGetProgramInfo(CL_PROGRAM_BINARY_SIZES)");
        byte[] binary = new byte[bytes];
        if (binary.Length == 0) { return binary; }

        fixed (byte* start = binary)
        {
            byte* first = start;
            Check(_driver.Programs.Info(program, Binaries, (nuint)sizeof(byte*), &first, null), "clGetProgramInfo(CL_PROGRAM_BINARIES)");
        }

        return binary;
    }

    public void ReleaseProgram(nint program)
    {
        if (!_disposed) { _driver.Programs.Release(program); }
    }

    public nint CreateKernel(nint program, string name)
    {
        int status;
        nint kernel;
        fixed (byte* text = Terminated(name)) { kernel = _driver.Programs.CreateKernel(program, text, &status); }
        Check(status, $"clCreateKernel({name})");
        return kernel;
    }

    public void ReleaseKernel(nint kernel)
    {
        if (!_disposed) { _driver.Programs.ReleaseKernel(kernel); }
    }

    private nint Build(nint program, string options)
    {
        nint device = _device;
        int status;
        fixed (byte* text = Terminated(options)) { status = _driver.Programs.Build(program, 1, &device, text, 0, 0); }
        if (status == 0) { return program; }

        string log = Log(program);
        _driver.Programs.Release(program);
        throw OpenClStatus.Failure(status, "clBuildProgram", _label, log);
    }

    private string Log(nint program)
    {
        nuint bytes = 0;
        _driver.Programs.BuildInfo(program, _device, BuildLog, 0, null, &bytes);
        byte[] log = new byte[Math.Min(bytes, 1 << 20)];
        fixed (byte* start = log) { _driver.Programs.BuildInfo(program, _device, BuildLog, (nuint)log.Length, start, null); }
        return NativeText.Terminated(log);
    }

    private static byte[] Terminated(string text) => Encoding.UTF8.GetBytes(text + '\0');
}
