using System.Runtime.CompilerServices;

namespace FvmCompute.Vm.Wasm.Runtime;

/// <summary>Float operations that are more than an instruction. Those named like opcodes are found by that name.</summary>
internal static class FloatOperations
{
    private const double TwoTo31 = 2147483648.0;
    private const double TwoTo32 = 4294967296.0;
    private const double TwoTo63 = 9223372036854775808.0;
    private const double TwoTo64 = 18446744073709551616.0;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static float FromBits32(int bits) => BitConverter.Int32BitsToSingle(bits);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static double FromBits64(long bits) => BitConverter.Int64BitsToDouble(bits);

    public static int I32TruncF32S(float value) => I32TruncF64S(value);

    public static int I32TruncF32U(float value) => I32TruncF64U(value);

    public static int I32TruncF64S(double value) => (int)Checked(value, value > -TwoTo31 - 1 && value < TwoTo31);

    public static int I32TruncF64U(double value) => (int)(uint)Checked(value, value > -1 && value < TwoTo32);

    public static long I64TruncF32S(float value) => I64TruncF64S(value);

    public static long I64TruncF32U(float value) => I64TruncF64U(value);

    public static long I64TruncF64S(double value) => (long)Checked(value, value >= -TwoTo63 && value < TwoTo63);

    public static long I64TruncF64U(double value) => (long)(ulong)Checked(value, value > -1 && value < TwoTo64);

    /// <summary>Rounds once: halving keeps the lost bit sticky, so that the sum of two roundings cannot differ.</summary>
    public static float F32ConvertI64U(long value)
    {
        if (value >= 0) { return value; }
        long half = (long)((ulong)value >> 1) | (value & 1);
        return (float)half * 2;
    }

    private static double Checked(double value, bool inRange)
    {
        if (!inRange) { Traps.Throw(double.IsNaN(value) ? TrapKind.InvalidConversionToInteger : TrapKind.IntegerOverflow); }
        return value;
    }
}
