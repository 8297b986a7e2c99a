using FvmCompute.Prover.PublicValues;
using FvmCompute.Verifier.Circuits;
using FvmCompute.Verifier.Statements;

namespace FvmCompute.Prover.Satisfaction;

/// <summary>Whether cells and sums are the public values that claims say they are: exact.</summary>
internal static class ClaimCheck
{
    /// <summary>The first claim that is false.</summary>
    public static ClaimFault? Find(Instance instance, WitnessColumns columns, CancellationToken cancellation)
    {
        Dictionary<TableColumn, ulong> sums = [];
        for (int i = 0; i < instance.Circuit.Claims.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            LinearClaim claim = instance.Circuit.Claims[i];
            ReadOnlySpan<ulong> rows = columns.Rows(claim.Column);
            ulong value;
            if (claim.Kind == ClaimKind.Cell) { value = rows[(int)claim.Row]; }
            else if (!sums.TryGetValue(claim.Column, out value)) { sums.Add(claim.Column, value = PublicValueDerivation.Sum(rows)); }
            ulong stated = instance.Statement.PublicValues[claim.PublicValue];
            if (value != stated) { return new(claim.Column.Table, (long)claim.Row, i, claim.Kind, claim.Column.Column, claim.PublicValue, stated, value); }
        }

        return null;
    }
}
