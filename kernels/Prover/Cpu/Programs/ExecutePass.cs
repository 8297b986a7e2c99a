using System.Runtime.CompilerServices;
using FvmCompute.Kernels.Prover.Cpu.Lanes;
using FvmCompute.Kernels.Prover.Programs;
using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Fields.Simd;

namespace FvmCompute.Kernels.Prover.Cpu.Programs;

/// <summary>Runs the code of a program over the rows of a block: one dispatch per instruction, then a loop over registers.</summary>
internal ref struct ExecutePass : ILanePass
{
    public ref ulong Planes;
    public nuint Stride;
    public RowProgram Program;

    [MethodImpl(ILanePass.OwnCode)]
    public readonly void Run<TVector, TLanes>(nuint from, nuint to)
        where TVector : unmanaged
        where TLanes : IFieldLanes<TVector>
    {
        RowBlock<TVector, TLanes> block = new(ref Planes, Stride, from, to);
        foreach ((RowRegister register, Ext2 constant) in Program.Outputs) { block.Fill(register.Plane, constant); }
        foreach (RowInstruction step in Program.Code)
        {
            switch (step.Operation)
            {
                case RowOperation.Add: block.Add(step); break;
                case RowOperation.AddMixed: block.AddMixed(step); break;
                case RowOperation.AddExt: block.AddExt(step); break;
                case RowOperation.Subtract: block.Subtract(step); break;
                case RowOperation.SubtractMixed: block.SubtractMixed(step); break;
                case RowOperation.SubtractFromBase: block.SubtractFromBase(step); break;
                case RowOperation.SubtractExt: block.SubtractExt(step); break;
                case RowOperation.Multiply: block.Multiply(step); break;
                case RowOperation.MultiplyMixed: block.MultiplyMixed(step); break;
                case RowOperation.MultiplyExt: block.MultiplyExt(step); break;
                case RowOperation.Collect: block.Collect(step, Program.Coefficients[step.Right]); break;
                case RowOperation.CollectExt: block.CollectExt(step, Program.Coefficients[step.Right]); break;
                default: throw new InvalidOperationException($"operation {step.Operation} is not known");
            }
        }
    }
}
