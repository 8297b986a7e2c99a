namespace FvmCompute.Kernels.Interop;

/// <summary>The linker (PTX to machine code), modules and their entry points.</summary>
internal sealed unsafe class CudaModuleFunctions
{
    public readonly delegate* unmanaged<uint, int*, void**, nint*, int> LinkCreate;
    public readonly delegate* unmanaged<nint, int, void*, nuint, byte*, uint, int*, void**, int> LinkAddData;
    public readonly delegate* unmanaged<nint, void**, nuint*, int> LinkComplete;
    public readonly delegate* unmanaged<nint, int> LinkDestroy;
    public readonly delegate* unmanaged<nint*, void*, int> Load;
    public readonly delegate* unmanaged<nint, int> Unload;
    public readonly delegate* unmanaged<nint*, nint, byte*, int> Function;
    public readonly delegate* unmanaged<nint, uint, uint, uint, uint, uint, uint, uint, nint, void**, void**, int> Launch;

    public CudaModuleFunctions(ExportFinder find)
    {
        nint Export(string name) => NativeExports.Require(find, name);
        LinkCreate = (delegate* unmanaged<uint, int*, void**, nint*, int>)Export("cuLinkCreate_v2");
        LinkAddData = (delegate* unmanaged<nint, int, void*, nuint, byte*, uint, int*, void**, int>)Export("cuLinkAddData_v2");
        LinkComplete = (delegate* unmanaged<nint, void**, nuint*, int>)Export("cuLinkComplete");
        LinkDestroy = (delegate* unmanaged<nint, int>)Export("cuLinkDestroy");
        Load = (delegate* unmanaged<nint*, void*, int>)Export("cuModuleLoadData");
        Unload = (delegate* unmanaged<nint, int>)Export("cuModuleUnload");
        Function = (delegate* unmanaged<nint*, nint, byte*, int>)Export("cuModuleGetFunction");
        Launch = (delegate* unmanaged<nint, uint, uint, uint, uint, uint, uint, uint, nint, void**, void**, int>)Export("cuLaunchKernel");
    }
}
