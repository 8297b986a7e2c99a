using FvmCompute.Kernels.Prover.Programs;

namespace FvmCompute.Prover.Programs;

/// <summary>Hands out register planes and takes them back.</summary>
internal sealed class PlaneAllocator
{
    private readonly Stack<int> _single = new();
    private readonly Stack<int> _pairs = new();

    /// <summary>The most planes that were ever needed.</summary>
    public int Planes { get; private set; }

    public RowRegister Take(bool isExt)
    {
        Stack<int> free = isExt ? _pairs : _single;
        return free.TryPop(out int plane) ? new(plane, isExt) : TakeFresh(isExt);
    }

    /// <summary>Planes that nothing has written before: for values that are set once and stay.</summary>
    public RowRegister TakeFresh(bool isExt)
    {
        int plane = Planes;
        Planes += isExt ? 2 : 1;
        return new(plane, isExt);
    }

    public void Return(RowRegister register) => (register.IsExt ? _pairs : _single).Push(register.Plane);
}
