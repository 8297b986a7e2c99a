using System.Text;
using FvmCompute.Filecoin.Cbor;

namespace FvmCompute.Filecoin.Tests.Cbor;

/// <summary>Reads every item with its typed method and writes it again.</summary>
internal static class CborCopy
{
    public static byte[] Reencode(byte[] block)
    {
        CborReader reader = new(block, allowFloats: true);
        CborWriter writer = new(16);
        Copy(ref reader, ref writer, 0);
        reader.ReadEnd();
        byte[] copy = writer.ToArray();
        writer.Dispose();
        return copy;
    }

    public static bool HoldsFloat(byte[] block)
    {
        CborReader reader = new(block, allowFloats: true);
        return HoldsFloat(ref reader);
    }

    private static void Copy(ref CborReader reader, ref CborWriter writer, int depth)
    {
        if (depth > CborReader.MaxDepth) { throw reader.Refuse("test.depth", "too deep"); }

        switch (reader.Peek())
        {
            case CborKind.Unsigned: writer.WriteUInt64(reader.ReadUInt64()); break;
            case CborKind.Negative: writer.WriteInt64(reader.ReadInt64()); break;
            case CborKind.Bytes: writer.WriteBytes(reader.ReadBytes()); break;
            case CborKind.Text: writer.WriteText(reader.ReadText()); break;
            case CborKind.Link: writer.WriteLink(reader.ReadLink()); break;
            case CborKind.Boolean: writer.WriteBoolean(reader.ReadBoolean()); break;
            case CborKind.Float: writer.WriteDouble(reader.ReadDouble()); break;
            case CborKind.List: CopyList(ref reader, ref writer, depth); break;
            case CborKind.Map: CopyMap(ref reader, ref writer, depth); break;
            default:
                reader.ReadNull();
                writer.WriteNull();
                break;
        }
    }

    private static void CopyList(ref CborReader reader, ref CborWriter writer, int depth)
    {
        int count = reader.ReadListStart();
        writer.WriteListStart(count);
        for (int i = 0; i < count; i++) { Copy(ref reader, ref writer, depth + 1); }
    }

    private static void CopyMap(ref CborReader reader, ref CborWriter writer, int depth)
    {
        int count = reader.ReadMapStart();
        writer.WriteMapStart(count);
        CborKey previous = default;
        for (int i = 0; i < count; i++)
        {
            writer.WriteText(Encoding.UTF8.GetString(reader.ReadKey(ref previous)));
            Copy(ref reader, ref writer, depth + 1);
        }
    }

    private static bool HoldsFloat(ref CborReader reader)
    {
        bool found = reader.Peek() == CborKind.Float;
        CborKey previous = default;
        switch (reader.Peek())
        {
            case CborKind.List:
                for (int left = reader.ReadListStart(); left > 0; left--) { found |= HoldsFloat(ref reader); }
                break;
            case CborKind.Map:
                for (int left = reader.ReadMapStart(); left > 0; left--)
                {
                    reader.ReadKey(ref previous);
                    found |= HoldsFloat(ref reader);
                }
                break;
            default:
                reader.SkipValue();
                break;
        }

        return found;
    }
}
