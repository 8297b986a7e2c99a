using System.Runtime.CompilerServices;
using FvmCompute.Kernels.Prover.Cpu.Lanes;
using FvmCompute.Kernels.Prover.Programs;
using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Fields.Simd;

namespace FvmCompute.Kernels.Prover.Cpu.Programs;

/// <summary>The rows from..to of all planes, and each operation on them.</summary>
internal readonly ref struct RowBlock<TVector, TLanes>
    where TVector : unmanaged
    where TLanes : IFieldLanes<TVector>
{
    private readonly ref ulong _planes;
    private readonly nuint _stride;
    private readonly nuint _from;
    private readonly nuint _to;

    public RowBlock(ref ulong planes, nuint stride, nuint from, nuint to)
    {
        _planes = ref planes;
        (_stride, _from, _to) = (stride, from, to);
    }

    private static nuint Count => (nuint)TLanes.Count;

    [MethodImpl(ILanePass.OwnCode)]
    public void Fill(int plane, Ext2 value)
    {
        ExtLanes<TVector, TLanes> lanes = ExtLanes<TVector, TLanes>.Broadcast(value);
        for (nuint i = _from; i < _to; i += Count) { StoreExt(lanes, plane, i); }
    }

    [MethodImpl(ILanePass.OwnCode)]
    public void Add(RowInstruction step)
    {
        for (nuint i = _from; i < _to; i += Count) { Store(TLanes.Add(Base(step.Left, i), Base(step.Right, i)), step.Target, i); }
    }

    [MethodImpl(ILanePass.OwnCode)]
    public void AddMixed(RowInstruction step)
    {
        for (nuint i = _from; i < _to; i += Count)
        {
            ExtLanes<TVector, TLanes> left = Ext(step.Left, i);
            StoreExt(new(TLanes.Add(left.A, Base(step.Right, i)), left.B), step.Target, i);
        }
    }

    [MethodImpl(ILanePass.OwnCode)]
    public void AddExt(RowInstruction step)
    {
        for (nuint i = _from; i < _to; i += Count) { StoreExt(Ext(step.Left, i).Add(Ext(step.Right, i)), step.Target, i); }
    }

    [MethodImpl(ILanePass.OwnCode)]
    public void Subtract(RowInstruction step)
    {
        for (nuint i = _from; i < _to; i += Count) { Store(TLanes.Subtract(Base(step.Left, i), Base(step.Right, i)), step.Target, i); }
    }

    [MethodImpl(ILanePass.OwnCode)]
    public void SubtractMixed(RowInstruction step)
    {
        for (nuint i = _from; i < _to; i += Count)
        {
            ExtLanes<TVector, TLanes> left = Ext(step.Left, i);
            StoreExt(new(TLanes.Subtract(left.A, Base(step.Right, i)), left.B), step.Target, i);
        }
    }

    [MethodImpl(ILanePass.OwnCode)]
    public void SubtractFromBase(RowInstruction step)
    {
        TVector zero = TLanes.Broadcast(0);
        for (nuint i = _from; i < _to; i += Count)
        {
            ExtLanes<TVector, TLanes> right = Ext(step.Right, i);
            StoreExt(new(TLanes.Subtract(Base(step.Left, i), right.A), TLanes.Subtract(zero, right.B)), step.Target, i);
        }
    }

    [MethodImpl(ILanePass.OwnCode)]
    public void SubtractExt(RowInstruction step)
    {
        for (nuint i = _from; i < _to; i += Count) { StoreExt(Ext(step.Left, i).Subtract(Ext(step.Right, i)), step.Target, i); }
    }

    [MethodImpl(ILanePass.OwnCode)]
    public void Multiply(RowInstruction step)
    {
        for (nuint i = _from; i < _to; i += Count) { Store(TLanes.Multiply(Base(step.Left, i), Base(step.Right, i)), step.Target, i); }
    }

    [MethodImpl(ILanePass.OwnCode)]
    public void MultiplyMixed(RowInstruction step)
    {
        for (nuint i = _from; i < _to; i += Count) { StoreExt(Ext(step.Left, i).Multiply(Base(step.Right, i)), step.Target, i); }
    }

    [MethodImpl(ILanePass.OwnCode)]
    public void MultiplyExt(RowInstruction step)
    {
        for (nuint i = _from; i < _to; i += Count) { StoreExt(Ext(step.Left, i).Multiply(Ext(step.Right, i)), step.Target, i); }
    }

    [MethodImpl(ILanePass.OwnCode)]
    public void Collect(RowInstruction step, Ext2 coefficient)
    {
        ExtLanes<TVector, TLanes> factor = ExtLanes<TVector, TLanes>.Broadcast(coefficient);
        for (nuint i = _from; i < _to; i += Count) { StoreExt(factor.Multiply(Base(step.Left, i)).Add(Ext(step.Target, i)), step.Target, i); }
    }

    [MethodImpl(ILanePass.OwnCode)]
    public void CollectExt(RowInstruction step, Ext2 coefficient)
    {
        ExtLanes<TVector, TLanes> factor = ExtLanes<TVector, TLanes>.Broadcast(coefficient);
        for (nuint i = _from; i < _to; i += Count) { StoreExt(factor.Multiply(Ext(step.Left, i)).Add(Ext(step.Target, i)), step.Target, i); }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TVector Base(int plane, nuint i) => TLanes.Load(in _planes, ((nuint)plane * _stride) + i);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ExtLanes<TVector, TLanes> Ext(int plane, nuint i)
    {
        nuint at = ((nuint)plane * _stride) + i;
        return new(TLanes.Load(in _planes, at), TLanes.Load(in _planes, at + _stride));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Store(TVector lazy, int plane, nuint i) => TLanes.Store(TLanes.Canonical(lazy), ref _planes, ((nuint)plane * _stride) + i);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void StoreExt(ExtLanes<TVector, TLanes> lazy, int plane, nuint i)
    {
        nuint at = ((nuint)plane * _stride) + i;
        TLanes.Store(TLanes.Canonical(lazy.A), ref _planes, at);
        TLanes.Store(TLanes.Canonical(lazy.B), ref _planes, at + _stride);
    }
}
