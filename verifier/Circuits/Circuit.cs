using System.Collections.Immutable;
using FvmCompute.Verifier.Wire;

namespace FvmCompute.Verifier.Circuits;

/// <summary>What a <see cref="LinearClaim"/> says of a column. The numbers are the wire encoding.</summary>
public enum ClaimKind : byte
{
    /// <summary>One row has the public value.</summary>
    Cell = 0,

    /// <summary>The sum over all rows is the public value.</summary>
    Sum = 1,
}

/// <summary>A column of a table.</summary>
public readonly record struct TableColumn(ushort Table, ushort Column);

/// <summary>A public value as a linear function of a column.</summary>
/// <param name="Row">Below the table's rows; 0 for a sum.</param>
public readonly record struct LinearClaim(ClaimKind Kind, TableColumn Column, ulong Row, ushort PublicValue);

/// <summary>Y = A·Bᵀ: Y[i·2^LogColumns + j] = Σ_l A[i·2^LogInner + l]·B[j·2^LogInner + l].</summary>
public readonly record struct MatrixProduct(TableColumn A, TableColumn B, TableColumn Y, byte LogRows, byte LogInner, byte LogColumns);

/// <summary>What is proven about tables, as data: constraints, lookups, linear claims and matrix products (proof-system.md §6).</summary>
/// <remarks>Row counts are not part of a circuit; who relies on a proof checks them besides the circuit's hash.</remarks>
/// <param name="PublicValues">How many public values there are.</param>
/// <param name="Challenges">How many θ challenges there are, 4 at most.</param>
public sealed record Circuit(
    ImmutableArray<Table> Tables,
    ushort PublicValues,
    byte Challenges,
    ImmutableArray<LinearClaim> Claims,
    ImmutableArray<MatrixProduct> Products)
{
    /// <summary>The canonical bytes.</summary>
    public byte[] Encode()
    {
        WireWriter writer = new();
        CircuitEncoding.Write(writer, this);
        return writer.ToArray();
    }

    /// <summary>BLAKE2b-256 of the canonical bytes: the name of the circuit.</summary>
    public Digest Hash() => Digest.Of(Encode());
}
