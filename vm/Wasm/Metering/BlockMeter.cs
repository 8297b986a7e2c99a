using FvmCompute.Vm.Wasm.Decoding;

namespace FvmCompute.Vm.Wasm.Metering;

/// <summary>A charge of <paramref name="Cost"/> milligas before the instruction of that number (counted from 0 in the function).</summary>
internal readonly record struct BlockCharge(int Position, long Cost);

/// <summary>
/// Divides a function into metered blocks: the algorithm of fvm-wasm-instrument 0.4.0 (gas_metering), run on the original instructions.
/// The instructions that its stack limiter would add are part of the price of a call; they never split a block.
/// </summary>
internal sealed class BlockMeter(ModuleData module, MeteringPrices prices)
{
    private readonly List<Frame> _frames = [];
    private readonly List<BlockCharge> _charges = [];
    private readonly List<uint> _targets = [];
    private readonly LinearOperands _linear = new(prices);

    /// <summary>A control block: the furthest forward target of branches in it, and the metered block that instructions now add to.</summary>
    private struct Frame
    {
        public int LowestTarget;
        public int Start;
        public long Cost;
        public bool IsLoop;
    }

    /// <summary>The charges of a validated body, by position; the list is reused by the next call.</summary>
    public List<BlockCharge> Charges(ReadOnlySpan<byte> bytes, FunctionBody body, WasmFeatures features)
    {
        _frames.Clear();
        _charges.Clear();
        _linear.Begin();
        Open(0, false);
        var reader = new InstructionReader(bytes, body.Start, body.End, features);
        for (int groups = reader.ReadLocalGroupCount(); groups > 0; groups--) { reader.ReadLocals(); }
        for (int position = 0; !reader.AtEnd; position++)
        {
            reader.Next(out Instruction instruction);
            Visit(instruction, position, ref reader);
            _linear.Visit(instruction);
        }

        _charges.Sort(static (left, right) => left.Position.CompareTo(right.Position));
        return _charges;
    }

    private void Visit(in Instruction instruction, int position, ref InstructionReader reader)
    {
        Add(PriceOf(instruction));
        switch (instruction.Opcode)
        {
            case Opcode.Block: Open(_frames[^1].Start, false); break;
            case Opcode.If: Open(position + 1, false); break;
            case Opcode.Loop: Open(position + 1, true); break;
            case Opcode.Else: Finish(position); break;
            case Opcode.End: Close(position); break;
            case Opcode.Br or Opcode.BrIf:
                Finish(position);
                Target(instruction.Index);
                break;
            case Opcode.Return:
                Finish(position);
                Target((uint)_frames.Count - 1);
                break;
            case Opcode.BrTable:
                reader.ReadTargets(instruction, _targets);
                Finish(position);
                foreach (uint target in _targets) { Target(target); }
                if (prices.BrTableDefaultIsTarget) { Target(instruction.Second); }
                break;
        }
    }

    private long PriceOf(in Instruction instruction) => instruction.Opcode switch
    {
        Opcode.Nop or Opcode.Block or Opcode.Loop or Opcode.Unreachable or Opcode.Return or Opcode.Else or Opcode.End or Opcode.Drop => 0,
        Opcode.Call when instruction.Index >= (uint)module.ImportedFunctions => prices.LimitedCall,
        _ => prices.Instruction + _linear.PriceOf(instruction.Opcode).Static,
    };

    private void Open(int start, bool isLoop) => _frames.Add(new Frame { LowestTarget = _frames.Count, Start = start, IsLoop = isLoop });

    private void Add(long cost)
    {
        Frame top = _frames[^1];
        top.Cost += cost;
        _frames[^1] = top;
    }

    private void Close(int position)
    {
        Finish(position);
        Frame closed = _frames[^1];
        _frames.RemoveAt(_frames.Count - 1);
        int index = _frames.Count;
        if (index == 0) { return; }
        Lower(closed.LowestTarget);
        if (closed.LowestTarget < index) { Finish(position); }
    }

    /// <summary>Ends the active metered block of the innermost frame; one that began with its parent's is part of the parent's.</summary>
    private void Finish(int position)
    {
        Frame top = _frames[^1];
        (int start, long cost) = (top.Start, top.Cost);
        (top.Start, top.Cost) = (position + 1, 0);
        _frames[^1] = top;
        if (_frames.Count > 1 && _frames[^2].Start == start)
        {
            Frame parent = _frames[^2];
            parent.Cost += cost;
            _frames[^2] = parent;
        }
        else if (cost > 0)
        {
            _charges.Add(new BlockCharge(start, cost));
        }
    }

    private void Target(uint label)
    {
        int index = _frames.Count - 1 - (int)label;
        if (!_frames[index].IsLoop) { Lower(index); }
    }

    private void Lower(int target)
    {
        Frame top = _frames[^1];
        top.LowestTarget = Math.Min(top.LowestTarget, target);
        _frames[^1] = top;
    }
}
