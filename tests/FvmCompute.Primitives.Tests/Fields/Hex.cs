using System.Text.Json;
using FvmCompute.Primitives.Fields;

namespace FvmCompute.Primitives.Tests.Fields;

/// <summary>Elements of K as the reference vectors write them.</summary>
internal static class Hex
{
    public static Ext2 Element(JsonElement hex)
    {
        Assert.True(Ext2.TryRead(Convert.FromHexString(hex.GetString()!), out Ext2 element), $"{hex} is not canonical");
        return element;
    }

    public static Ext2[] Elements(JsonElement array) => [.. array.EnumerateArray().Select(Element)];
}
