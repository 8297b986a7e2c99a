namespace FvmCompute.Kernels.Interop;

/// <summary>Programs, their binaries and build logs, and kernels.</summary>
internal sealed unsafe class OpenClProgramFunctions
{
    public readonly delegate* unmanaged<nint, uint, byte**, nuint*, int*, nint> FromSource;
    public readonly delegate* unmanaged<nint, uint, nint*, nuint*, byte**, int*, int*, nint> FromBinary;
    public readonly delegate* unmanaged<nint, uint, nint*, byte*, nint, nint, int> Build;
    public readonly delegate* unmanaged<nint, nint, uint, nuint, void*, nuint*, int> BuildInfo;
    public readonly delegate* unmanaged<nint, uint, nuint, void*, nuint*, int> Info;
    public readonly delegate* unmanaged<nint, int> Release;
    public readonly delegate* unmanaged<nint, byte*, int*, nint> CreateKernel;
    public readonly delegate* unmanaged<nint, int> ReleaseKernel;
    public readonly delegate* unmanaged<nint, uint, nuint, void*, int> SetArgument;

    public OpenClProgramFunctions(ExportFinder find)
    {
        nint Export(string name) => NativeExports.Require(find, name);
        FromSource = (delegate* unmanaged<nint, uint, byte**, nuint*, int*, nint>)Export("clCreateProgramWithSource");
        FromBinary = (delegate* unmanaged<nint, uint, nint*, nuint*, byte**, int*, int*, nint>)Export("clCreateProgramWithBinary");
        Build = (delegate* unmanaged<nint, uint, nint*, byte*, nint, nint, int>)Export("clBuildProgram");
        BuildInfo = (delegate* unmanaged<nint, nint, uint, nuint, void*, nuint*, int>)Export("clGetProgramBuildInfo");
        Info = (delegate* unmanaged<nint, uint, nuint, void*, nuint*, int>)Export("clGetProgramInfo");
        Release = (delegate* unmanaged<nint, int>)Export("clReleaseProgram");
        CreateKernel = (delegate* unmanaged<nint, byte*, int*, nint>)Export("clCreateKernel");
        ReleaseKernel = (delegate* unmanaged<nint, int>)Export("clReleaseKernel");
        SetArgument = (delegate* unmanaged<nint, uint, nuint, void*, int>)Export("clSetKernelArg");
    }
}
