using System.Collections.Immutable;
using FvmCompute.Primitives.Fields;
using FvmCompute.Primitives.Transcripts;
using FvmCompute.Verifier.Circuits;
using FvmCompute.Verifier.Layouts;
using FvmCompute.Verifier.Wire;

namespace FvmCompute.Verifier.Statements;

/// <summary>The public record of a registered long-lived commitment (proof-system.md §8).</summary>
/// <param name="Root">Of the level-0 tree.</param>
/// <param name="LogRowLength">m; a proof's profile must have the same.</param>
/// <param name="LogInverseRate">r0; a proof's profile must have the same.</param>
/// <param name="Schema">Hash of the typed schema.</param>
/// <param name="OutOfDomainValue">y, declared by the registrar; a false one makes every later proof fail.</param>
public sealed record Dataset(Digest Root, byte LogRowLength, byte LogInverseRate, ImmutableArray<Block> Blocks, Digest Schema, Ext2 OutOfDomainValue)
{
    /// <summary>The name of the dataset: H("FVMPROOF/v1/dataset-id" ‖ encoding).</summary>
    public Digest Id()
    {
        WireWriter writer = new();
        Write(writer.Bytes("FVMPROOF/v1/dataset-id"u8));
        return Digest.Of(writer.ToArray());
    }

    /// <summary>The canonical bytes of the record.</summary>
    public byte[] Encode()
    {
        WireWriter writer = new();
        Write(writer);
        return writer.ToArray();
    }

    /// <summary>z: m coordinates inside a row, then ⌈log W_d⌉ for the row number; a hash of root and shape.</summary>
    /// <param name="rowCount">W_d, the rows of the dataset's <see cref="Layout"/>.</param>
    public Ext2[] OutOfDomainPoint(int rowCount)
    {
        Transcript transcript = new("dataset-ood"u8);
        transcript.Absorb("root"u8, Root.Bytes);
        transcript.Absorb("shape"u8, ShapeBytes());
        Ext2[] point = new Ext2[LogRowLength + CircuitLimits.LogHeight((ulong)rowCount)];
        transcript.Challenges("z"u8, point);
        return point;
    }

    /// <summary>m, r0, blocks and schema as they are hashed.</summary>
    public byte[] ShapeBytes()
    {
        WireWriter writer = new();
        WriteShape(writer);
        return writer.ToArray();
    }

    internal void Write(WireWriter writer)
    {
        writer.Digest(Root);
        WriteShape(writer);
        writer.Element(OutOfDomainValue);
    }

    private void WriteShape(WireWriter writer)
    {
        writer.U8(LogRowLength).U8(LogInverseRate).U16(checked((ushort)Blocks.Length));
        foreach (Block block in Blocks) { writer.U64(block.Rows).U16(block.Columns); }
        writer.Digest(Schema);
    }
}
