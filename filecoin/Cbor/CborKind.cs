namespace FvmCompute.Filecoin.Cbor;

/// <summary>What the next item of a <see cref="CborReader"/> is, judged by its first byte only.</summary>
public enum CborKind
{
    /// <summary>No byte is left.</summary>
    End,

    /// <summary>A byte that cannot start an item of strict DAG-CBOR.</summary>
    Invalid,
    Unsigned,
    Negative,
    Bytes,
    Text,
    List,
    Map,
    Link,
    Boolean,
    Null,
    Float,
}
