namespace FvmCompute.Filecoin.Errors;

/// <summary>The only exception that readers of this assembly throw for input they refuse.</summary>
public sealed class FilecoinFormatException(FormatError error) : FormatException(error.ToString())
{
    public FilecoinFormatException(string code, string message) : this(new FormatError(code, message)) { }

    public FormatError Error { get; } = error;

    /// <summary>The stable dotted name of the broken rule.</summary>
    public string Code => Error.Code;
}
