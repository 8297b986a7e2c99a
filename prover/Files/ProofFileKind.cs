namespace FvmCompute.Prover.Files;

/// <summary>The files of the proof system (docs/proof-files.md).</summary>
public enum ProofFileKind
{
    /// <summary>A circuit; any file that does not say that it is another.</summary>
    Circuit,

    /// <summary>The columns of a dataset.</summary>
    Dataset,

    /// <summary>Auxiliary columns and public values.</summary>
    Witness,

    /// <summary>A statement and its proof.</summary>
    Proof,
}
