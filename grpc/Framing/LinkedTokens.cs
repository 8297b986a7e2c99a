namespace FvmCompute.Grpc.Framing;

internal static class LinkedTokens
{
    /// <summary>A token that is cancelled when one of two is. The source is made, and must be disposed, only if both can be and they differ.</summary>
    public static CancellationTokenSource? Of(CancellationToken first, CancellationToken second, out CancellationToken either)
    {
        bool one = !first.CanBeCanceled || !second.CanBeCanceled || first == second;
        CancellationTokenSource? linked = one ? null : CancellationTokenSource.CreateLinkedTokenSource(first, second);
        either = linked?.Token ?? (first.CanBeCanceled ? first : second);
        return linked;
    }
}
