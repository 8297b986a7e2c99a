using FvmCompute.Prover.Satisfaction;

namespace FvmCompute.Sidecar.CommandLine.Proofs;

/// <summary>A cell that a failing constraint reads. The element is text: it can be beyond what JSON readers keep exactly.</summary>
public sealed record CellView(int Column, bool Next, string Element);

/// <summary>Where a witness breaks its circuit.</summary>
/// <param name="Kind"><c>constraint</c>, <c>bus</c>, <c>product</c> or <c>claim</c>.</param>
/// <param name="Number">Of the constraint or interaction in its table, of the product or claim in the circuit.</param>
/// <param name="Expected">What would have been right, as the signed integer that the element stands for; of a message, how often it is sent.</param>
/// <param name="Got">What was found; of a message, how often it is received.</param>
/// <param name="Cells">What a constraint reads on the row; of other kinds nothing.</param>
/// <param name="Bus">Of a message; of other kinds nothing.</param>
/// <param name="Message">Its elements.</param>
/// <param name="Text">All of it in a sentence.</param>
public sealed record FaultView(
    string Kind, int Table, long Row, int Number, string Expected, string Got, IReadOnlyList<CellView>? Cells, uint? Bus, IReadOnlyList<string>? Message,
    string Text)
{
    internal static FaultView? Of(WitnessFault? fault) => fault switch
    {
        null => null,
        ConstraintFault f => Make(f, "constraint", f.Constraint) with { Cells = [.. f.Cells.Select(c => new CellView(c.Column, c.IsNext, $"{c.Value}"))] },
        BusFault f => Make(f, "bus", f.Interaction) with { Bus = f.Bus, Message = [.. f.Message.Select(value => $"{value}")] },
        ProductFault f => Make(f, "product", f.Product),
        ClaimFault f => Make(f, "claim", f.Claim),
        _ => throw new InvalidOperationException($"{fault.GetType().Name} is not known"),
    };

    private static FaultView Make(WitnessFault fault, string kind, int number) =>
        new(kind, fault.Table, fault.Row, number, fault.Expected, fault.Got, null, null, null, $"{fault}");
}
