using System.Buffers.Binary;

namespace FvmCompute.Kernels.Devices;

/// <summary>Finds out which views of two frameworks show one card: same UUID, else same PCI address, else the n-th of its name in both.</summary>
internal static class DeviceIdentity
{
    /// <summary>Empty for the all-zero UUID some drivers report instead of none.</summary>
    public static string Uuid(ReadOnlySpan<byte> bytes) =>
        bytes.Length == 16 && bytes.ContainsAnyExcept((byte)0) ? new Guid(bytes, bigEndian: true).ToString() : "";

    public static string PciBusId(uint domain, uint bus, uint device, uint function) => $"{domain:x4}:{bus:x2}:{device:x2}.{function:x}";

    /// <summary>The KHR form: four 32-bit words.</summary>
    public static string PciBusId(ReadOnlySpan<byte> words) => words.Length < 16 ? "" : PciBusId(
        BinaryPrimitives.ReadUInt32LittleEndian(words),
        BinaryPrimitives.ReadUInt32LittleEndian(words[4..]),
        BinaryPrimitives.ReadUInt32LittleEndian(words[8..]),
        BinaryPrimitives.ReadUInt32LittleEndian(words[12..]));

    /// <summary>
    /// The devices to list: every CUDA device, carrying the ids of the OpenCL views of the same card as aliases, then the OpenCL devices that no CUDA
    /// device covers.
    /// </summary>
    public static IReadOnlyList<DeviceInfo> Merge(IReadOnlyList<DeviceInfo> cuda, IReadOnlyList<DeviceInfo> openCl)
    {
        List<DeviceInfo> uncovered = [.. openCl];
        List<DeviceInfo> merged = [];
        foreach (DeviceInfo card in cuda)
        {
            DeviceInfo[] views = [.. uncovered.Where(view => IsSameCard(card, view, cuda, openCl))];
            uncovered.RemoveAll(views.Contains);
            merged.Add(card with { Aliases = [.. views.Select(view => view.Id)] });
        }

        return [.. merged, .. uncovered];
    }

    private static bool IsSameCard(DeviceInfo card, DeviceInfo view, IReadOnlyList<DeviceInfo> cuda, IReadOnlyList<DeviceInfo> openCl)
    {
        if (card.Uuid.Length > 0 && view.Uuid.Length > 0) { return card.Uuid == view.Uuid; }
        if (card.PciBusId.Length > 0 && view.PciBusId.Length > 0) { return card.PciBusId == view.PciBusId; }
        return card.Name == view.Name && Rank(card, cuda) == Rank(view, openCl);
    }

    private static int Rank(DeviceInfo device, IReadOnlyList<DeviceInfo> among) =>
        among.Where(other => other.Name == device.Name).TakeWhile(other => other.Id != device.Id).Count();
}
