using System.Numerics;
using System.Runtime.InteropServices;

namespace FvmCompute.Kernels.Tests.Ptx;

/// <summary>Memory as a kernel sees it: an access outside what was allocated, or not aligned to its size, is the fault a card would raise.</summary>
public interface IPtxMemory
{
    Span<byte> Global(ulong address, int bytes);
}

/// <summary>
/// Executes PTX one thread at a time, each until the next barrier (PTX ISA, integer instructions). This is how the committed PTX is tested where no card
/// is: not fast, but it is the very text a driver will load.
/// </summary>
public sealed class PtxMachine(PtxEntry entry, byte[] parameters, IPtxMemory memory)
{
    public void Run(uint groups, uint groupSize)
    {
        if (entry.GroupSize != 0 && entry.GroupSize != groupSize)
        {
            throw new InvalidOperationException($"{entry.Name} requires groups of {entry.GroupSize}, launched with {groupSize}");
        }

        Parallel.For(0L, groups, group => RunGroup((uint)group, (int)groupSize));
    }

    private void RunGroup(uint group, int size)
    {
        byte[] shared = new byte[entry.SharedBytes];
        ulong[][] registers = new ulong[size][];
        int[] at = new int[size];
        for (int thread = 0; thread < size; thread++)
        {
            registers[thread] = [.. entry.Initial];
            registers[thread][PtxEntryParser.TidRegister] = (uint)thread;
            registers[thread][PtxEntryParser.GroupRegister] = group;
        }

        for (int running = size; running > 0;)
        {
            int waiting = 0;
            for (int thread = 0; thread < size; thread++)
            {
                if (at[thread] < 0) { continue; }

                at[thread] = RunThread(registers[thread], at[thread], shared);
                if (at[thread] >= 0) { waiting++; }
            }

            if (waiting != 0 && waiting != running)
            {
                throw new InvalidOperationException($"{entry.Name}: {waiting} threads of {running} wait at a barrier the others left");
            }

            running = waiting;
        }
    }

    /// <summary>Where the thread continues behind a barrier; -1 when it returned.</summary>
    private int RunThread(ulong[] r, int at, byte[] shared)
    {
        while (true)
        {
            ref readonly PtxInstruction i = ref entry.Code[at++];
            if (i.Guard >= 0 && (r[i.Guard] != 0) == i.GuardNegated) { continue; }

            switch (i.Op)
            {
                case PtxOp.Add32: r[i.D] = (uint)r[i.A] + (uint)r[i.B]; break;
                case PtxOp.Add64: r[i.D] = r[i.A] + r[i.B]; break;
                case PtxOp.Sub32: r[i.D] = (uint)r[i.A] - (uint)r[i.B]; break;
                case PtxOp.Sub64: r[i.D] = r[i.A] - r[i.B]; break;
                case PtxOp.Mul32: r[i.D] = (uint)r[i.A] * (uint)r[i.B]; break;
                case PtxOp.Mul64: r[i.D] = r[i.A] * r[i.B]; break;
                case PtxOp.MulWide32: r[i.D] = (ulong)(uint)r[i.A] * (uint)r[i.B]; break;
                case PtxOp.Divide32: r[i.D] = (uint)r[i.A] / (uint)r[i.B]; break;
                case PtxOp.Divide64: r[i.D] = r[i.A] / r[i.B]; break;
                case PtxOp.Remainder32: r[i.D] = (uint)r[i.A] % (uint)r[i.B]; break;
                case PtxOp.Remainder64: r[i.D] = r[i.A] % r[i.B]; break;
                case PtxOp.And: r[i.D] = r[i.A] & r[i.B]; break;
                case PtxOp.Or: r[i.D] = r[i.A] | r[i.B]; break;
                case PtxOp.Xor: r[i.D] = r[i.A] ^ r[i.B]; break;
                case PtxOp.Not64: r[i.D] = ~r[i.A]; break;
                case PtxOp.NotPredicate: r[i.D] = r[i.A] ^ 1; break;
                case PtxOp.Neg32: r[i.D] = (uint)-(int)(uint)r[i.A]; break;
                case PtxOp.Shl32: r[i.D] = (uint)r[i.B] > 31 ? 0 : (uint)r[i.A] << (int)r[i.B]; break;
                case PtxOp.Shl64: r[i.D] = (uint)r[i.B] > 63 ? 0 : r[i.A] << (int)r[i.B]; break;
                case PtxOp.Shr32: r[i.D] = (uint)r[i.B] > 31 ? 0 : (uint)r[i.A] >> (int)r[i.B]; break;
                case PtxOp.Shr64: r[i.D] = (uint)r[i.B] > 63 ? 0 : r[i.A] >> (int)r[i.B]; break;
                case PtxOp.ShiftLeftWrap32: r[i.D] = (uint)(((r[i.B] << 32) | (uint)r[i.A]) << (int)(r[i.C] & 31) >> 32); break;
                case PtxOp.Permute32: r[i.D] = Permute((uint)r[i.A], (uint)r[i.B], (uint)r[i.C]); break;
                case PtxOp.Widen32 or PtxOp.Narrow64: r[i.D] = (uint)r[i.A]; break;
                case PtxOp.Move: r[i.D] = r[i.A]; break;
                case PtxOp.Pack64: r[i.D] = (uint)r[i.A] | (r[i.B] << 32); break;
                case PtxOp.Unpack64: (r[i.D], r[i.E]) = ((uint)r[i.A], r[i.A] >> 32); break;
                case PtxOp.Select: r[i.D] = r[i.C] != 0 ? r[i.A] : r[i.B]; break;
                case PtxOp.Max64: r[i.D] = Math.Max(r[i.A], r[i.B]); break;
                case PtxOp.Branch: at = (int)i.Offset; break;
                case PtxOp.Barrier: return at;
                case PtxOp.Return: return -1;
                case >= PtxOp.Equal32 and <= PtxOp.LessSigned32: r[i.D] = Compare(i.Op, r[i.A], r[i.B]) ? 1u : 0; break;
                default: Access(i, r, shared); break;
            }
        }
    }

    private static bool Compare(PtxOp op, ulong a, ulong b) => op switch
    {
        PtxOp.Equal32 => (uint)a == (uint)b,
        PtxOp.Equal64 => a == b,
        PtxOp.NotEqual32 => (uint)a != (uint)b,
        PtxOp.NotEqual64 => a != b,
        PtxOp.Less32 => (uint)a < (uint)b,
        PtxOp.Less64 => a < b,
        PtxOp.Greater32 => (uint)a > (uint)b,
        PtxOp.Greater64 => a > b,
        PtxOp.GreaterOrEqual64 => a >= b,
        _ => (int)(uint)a < (int)(uint)b,
    };

    /// <summary><c>prmt</c> in its default mode: each selector nibble picks one of the eight bytes (b:a); its top bit would replicate the sign.</summary>
    private static uint Permute(uint a, uint b, uint selector)
    {
        ulong bytes = a | ((ulong)b << 32);
        uint result = 0;
        for (int i = 0; i < 4; i++)
        {
            int pick = (int)(selector >> (4 * i)) & 0xF;
            uint value = (uint)(bytes >> (8 * (pick & 7))) & 0xFF;
            if ((pick & 8) != 0) { value = (value & 0x80) != 0 ? 0xFFu : 0; }
            result |= value << (8 * i);
        }

        return result;
    }

    private void Access(in PtxInstruction i, ulong[] r, byte[] shared)
    {
        ulong address = r[i.A] + (ulong)i.Offset;
        switch (i.Op)
        {
            case PtxOp.LoadParameter32: r[i.D] = MemoryMarshal.Read<uint>(parameters.AsSpan((int)i.Offset)); break;
            case PtxOp.LoadParameter64: r[i.D] = MemoryMarshal.Read<ulong>(parameters.AsSpan((int)i.Offset)); break;
            case PtxOp.LoadGlobal32: r[i.D] = Global<uint>(address, 1)[0]; break;
            case PtxOp.LoadGlobal64: r[i.D] = Global<ulong>(address, 1)[0]; break;
            case PtxOp.LoadGlobal64x2: Span<ulong> two = Global<ulong>(address, 2); (r[i.D], r[i.B]) = (two[0], two[1]); break;
            case PtxOp.LoadGlobal32x4: LoadFour(Global<uint>(address, 4), i, r); break;
            case PtxOp.StoreGlobal32: Global<uint>(address, 1)[0] = (uint)r[i.D]; break;
            case PtxOp.StoreGlobal64: Global<ulong>(address, 1)[0] = r[i.D]; break;
            case PtxOp.StoreGlobal64x2: Span<ulong> pair = Global<ulong>(address, 2); (pair[0], pair[1]) = (r[i.D], r[i.B]); break;
            case PtxOp.StoreGlobal32x4: StoreFour(Global<uint>(address, 4), i, r); break;
            case PtxOp.LoadShared32: r[i.D] = Shared<uint>(shared, address); break;
            case PtxOp.LoadShared64: r[i.D] = Shared<ulong>(shared, address); break;
            case PtxOp.StoreShared32: Shared<uint>(shared, address) = (uint)r[i.D]; break;
            case PtxOp.StoreShared64: Shared<ulong>(shared, address) = r[i.D]; break;
            default: throw new NotSupportedException(i.Text);
        }
    }

    private static void LoadFour(Span<uint> words, in PtxInstruction i, ulong[] r) =>
        (r[i.D], r[i.B], r[i.C], r[i.E]) = (words[0], words[1], words[2], words[3]);

    private static void StoreFour(Span<uint> words, in PtxInstruction i, ulong[] r)
    {
        (words[0], words[1]) = ((uint)r[i.D], (uint)r[i.B]);
        (words[2], words[3]) = ((uint)r[i.C], (uint)r[i.E]);
    }

    private Span<T> Global<T>(ulong address, int lanes) where T : unmanaged, IBinaryInteger<T>
    {
        int bytes = lanes * int.CreateChecked(T.PopCount(T.AllBitsSet)) / 8;
        if (address % (ulong)bytes != 0) { throw new InvalidOperationException($"{entry.Name}: an access of {bytes} bytes at {address:x} is not aligned"); }

        return MemoryMarshal.Cast<byte, T>(memory.Global(address, bytes));
    }

    private static ref T Shared<T>(byte[] shared, ulong address) where T : unmanaged => ref MemoryMarshal.AsRef<T>(shared.AsSpan(checked((int)address)));
}
