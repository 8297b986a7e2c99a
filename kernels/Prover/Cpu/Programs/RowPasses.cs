using System.Runtime.CompilerServices;
using FvmCompute.Kernels.Prover.Cpu.Lanes;
using FvmCompute.Primitives.Fields.Simd;

namespace FvmCompute.Kernels.Prover.Cpu.Programs;

/// <summary>Value = Low, Step = High − Low over F, into planes: lanes in pair order, as everywhere in a <see cref="RowMachine"/>.</summary>
internal ref struct LoadPass : ILanePass
{
    public ref readonly ulong Low;
    public ref readonly ulong High;
    public ref ulong Value, Step;

    [MethodImpl(ILanePass.OwnCode)]
    public readonly void Run<TVector, TLanes>(nuint from, nuint to)
        where TVector : unmanaged
        where TLanes : IFieldLanes<TVector>
    {
        for (nuint i = from; i < to; i += (nuint)TLanes.Count)
        {
            TVector low = TLanes.InPairOrder(TLanes.Load(in Low, i)), high = TLanes.InPairOrder(TLanes.Load(in High, i));
            TLanes.Store(low, ref Value, i);
            TLanes.Store(TLanes.Canonical(TLanes.Subtract(high, low)), ref Step, i);
        }
    }
}

/// <summary>Value = Low, Step = High − Low over K, into planes.</summary>
internal ref struct LoadExtPass : ILanePass
{
    public ref readonly ulong Low;
    public ref readonly ulong High;
    public ref ulong Value, Step;
    public nuint Stride;

    [MethodImpl(ILanePass.OwnCode)]
    public readonly void Run<TVector, TLanes>(nuint from, nuint to)
        where TVector : unmanaged
        where TLanes : IFieldLanes<TVector>
    {
        for (nuint i = from; i < to; i += (nuint)TLanes.Count)
        {
            ExtLanes<TVector, TLanes> low = ExtLanes<TVector, TLanes>.Load(in Low, i);
            ExtLanes<TVector, TLanes> step = ExtLanes<TVector, TLanes>.Load(in High, i).Subtract(low).Canonical();
            TLanes.Store(low.A, ref Value, i);
            TLanes.Store(low.B, ref Value, i + Stride);
            TLanes.Store(step.A, ref Step, i);
            TLanes.Store(step.B, ref Step, i + Stride);
        }
    }
}

/// <summary>Value += Step.</summary>
internal ref struct AdvancePass : ILanePass
{
    public ref ulong Value, Step;

    [MethodImpl(ILanePass.OwnCode)]
    public readonly void Run<TVector, TLanes>(nuint from, nuint to)
        where TVector : unmanaged
        where TLanes : IFieldLanes<TVector>
    {
        for (nuint i = from; i < to; i += (nuint)TLanes.Count)
        {
            TLanes.Store(TLanes.Canonical(TLanes.Add(TLanes.Load(in Value, i), TLanes.Load(in Step, i))), ref Value, i);
        }
    }
}

/// <summary>Out += Selector·(A, B).</summary>
internal ref struct SelectPass : ILanePass
{
    public ref readonly ulong A;
    public ref readonly ulong B;
    public ref readonly ulong Selector;
    public ref ulong Out;

    [MethodImpl(ILanePass.OwnCode)]
    public readonly void Run<TVector, TLanes>(nuint from, nuint to)
        where TVector : unmanaged
        where TLanes : IFieldLanes<TVector>
    {
        for (nuint i = from; i < to; i += (nuint)TLanes.Count)
        {
            ExtLanes<TVector, TLanes> value = new(TLanes.Load(in A, i), TLanes.Load(in B, i));
            value.Multiply(ExtLanes<TVector, TLanes>.Load(in Selector, i)).Add(ExtLanes<TVector, TLanes>.Load(in Out, i)).Store(ref Out, i);
        }
    }
}

/// <summary>Out += (A, B).</summary>
internal ref struct AddOutputPass : ILanePass
{
    public ref readonly ulong A;
    public ref readonly ulong B;
    public ref ulong Out;

    [MethodImpl(ILanePass.OwnCode)]
    public readonly void Run<TVector, TLanes>(nuint from, nuint to)
        where TVector : unmanaged
        where TLanes : IFieldLanes<TVector>
    {
        for (nuint i = from; i < to; i += (nuint)TLanes.Count)
        {
            new ExtLanes<TVector, TLanes>(TLanes.Load(in A, i), TLanes.Load(in B, i)).Add(ExtLanes<TVector, TLanes>.Load(in Out, i)).Store(ref Out, i);
        }
    }
}
