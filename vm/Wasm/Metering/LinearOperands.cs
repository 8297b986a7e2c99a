using FvmCompute.Vm.Wasm.Decoding;

namespace FvmCompute.Vm.Wasm.Metering;

/// <summary>
/// Knows the constant that the instruction before pushed, when it was an <c>i32.const</c>: instructions priced by a count take their price from it.
/// A negative count makes the module unmeterable (fvm-wasm-instrument 0.4.0, gas_metering).
/// </summary>
internal sealed class LinearOperands(MeteringPrices prices)
{
    private bool _isConstant;
    private int _constant;

    public void Begin() => _isConstant = false;

    /// <summary>
    /// The price of the instruction's count, when it is priced by one: all of it when the count is known, otherwise per unit. Zero for the others.
    /// </summary>
    public (long Static, long PerUnit) PriceOf(Opcode opcode)
    {
        long unit = UnitPrice(opcode);
        return _isConstant ? ((uint)_constant * unit, 0) : (0, unit);
    }

    /// <summary>Passes over an instruction. Throws <see cref="WasmModuleException"/> for a negative constant count.</summary>
    public void Visit(in Instruction instruction)
    {
        if (_isConstant && _constant < 0 && UnitPrice(instruction.Opcode) != 0)
        {
            throw new WasmModuleException(WasmModuleError.Rejected, instruction.Offset, $"{instruction.Opcode} with the negative count {_constant}");
        }

        _isConstant = instruction.Opcode == Opcode.I32Const;
        _constant = (int)instruction.Bits;
    }

    private long UnitPrice(Opcode opcode) => opcode switch
    {
        Opcode.MemoryGrow => prices.MemoryGrowPage,
        Opcode.MemoryInit or Opcode.MemoryCopy or Opcode.MemoryFill => prices.MemoryByte,
        Opcode.TableInit or Opcode.TableCopy or Opcode.TableGrow or Opcode.TableFill => prices.TableElement,
        _ => 0,
    };
}
