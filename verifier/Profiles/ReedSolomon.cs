using static System.Math;

namespace FvmCompute.Verifier.Profiles;

/// <summary>
/// Proximity bounds of a Reed-Solomon code of rate 2^-rateLog, in bits (proof-system.md §13). Johnson parameter 0 is unique decoding, 1 and above
/// the Johnson regime of radius 1 − √ρ − √ρ/(2·parameter).
/// </summary>
internal readonly struct ReedSolomon(int johnson, int rateLog)
{
    private readonly double _rate = Pow(2, -rateLog);

    /// <summary>log₂ of 1 over the chance that one query misses a far word.</summary>
    public double QueryBits => -Log2(johnson == 0 ? (1 + _rate) / 2 : Sqrt(_rate) * (1 + (1 / (2.0 * johnson))));

    /// <summary>log₂ of the codewords within the radius (Guruswami-Sudan).</summary>
    public double LogListSize => johnson == 0 ? 0 : Log2((johnson + 0.5) / Sqrt(_rate));

    /// <summary>log₂ of the exceptional set a: mutual correlated agreement fails with probability a/|K| (ePrint 2025/2055).</summary>
    /// <param name="logLength">log₂ of the codeword length.</param>
    public double LogExceptionalSet(int logLength)
    {
        double length = Pow(2, logLength);
        if (johnson == 0) { return Log2(((1 - _rate) / 2 * length) + 1); }
        double root = Sqrt(_rate);
        double half = johnson + 0.5;
        double radius = 1 - root - (root / (2 * johnson));
        if (radius <= 0) { return double.PositiveInfinity; }
        return johnson >= 3
            ? Log2((((2 * Pow(half, 5)) + (3 * half * radius * _rate)) / (3 * Pow(_rate, 1.5)) * length) + (half / root))
            : LogSmallParameter(length, root, half, radius);
    }

    private double LogSmallParameter(double length, double root, double half, double radius)
    {
        double x = half * length * root;
        double y = half / root;
        double z = half * half / (3 * _rate);
        return Log2((2 * x * y * y * Max(y, z)) + (y * ((radius * length) + 1)));
    }
}
