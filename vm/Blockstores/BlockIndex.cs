using System.Numerics;

namespace FvmCompute.Vm.Blockstores;

/// <summary>
/// Where each block lies: an open-addressing table of (64-bit fingerprint, <see cref="LogPosition"/>), 16 bytes a slot, at most 3/4 full. Different CIDs may
/// share a fingerprint, so a hit is confirmed by the key stored with the record; the fingerprint is seeded so that nobody can choose CIDs that collide.
/// </summary>
internal sealed class BlockIndex
{
    private const int FirstCapacity = 1024;
    private readonly ulong _seed = BitConverter.ToUInt64(System.Security.Cryptography.RandomNumberGenerator.GetBytes(8)) | 1;
    private ulong[] _fingerprints = new ulong[FirstCapacity];
    private ulong[] _positions = new ulong[FirstCapacity];

    public int Count { get; private set; }

    /// <summary>Confirms that the record at a candidate position has the key that is looked for.</summary>
    public delegate bool Confirm(LogPosition candidate, ReadOnlySpan<byte> key);

    public bool TryFind(ReadOnlySpan<byte> key, Confirm confirm, out LogPosition position)
    {
        ulong fingerprint = Fingerprint(key);
        for (int slot = SlotOf(fingerprint); _positions[slot] != 0; slot = (slot + 1) & (_positions.Length - 1))
        {
            position = new LogPosition(_positions[slot]);
            if (_fingerprints[slot] == fingerprint && confirm(position, key)) { return true; }
        }

        position = default;
        return false;
    }

    /// <summary>Adds without looking for an equal key: the caller has done that.</summary>
    public void Add(ReadOnlySpan<byte> key, LogPosition position)
    {
        if (4 * (Count + 1) > 3 * _positions.Length) { Rebuild(_positions.Length * 2, LastPosition); }

        Insert(Fingerprint(key), position.Packed);
    }

    /// <summary>Forgets every block at or after <paramref name="end"/>.</summary>
    public void CutAfter(LogPosition end) => Rebuild(_positions.Length, end);

    private static LogPosition LastPosition => new(ulong.MaxValue);

    private void Rebuild(int capacity, LogPosition end)
    {
        (ulong[] fingerprints, ulong[] positions) = (_fingerprints, _positions);
        _fingerprints = new ulong[capacity];
        _positions = new ulong[capacity];
        Count = 0;
        for (int i = 0; i < positions.Length; i++)
        {
            if (positions[i] != 0 && new LogPosition(positions[i]).IsBefore(end)) { Insert(fingerprints[i], positions[i]); }
        }
    }

    private void Insert(ulong fingerprint, ulong position)
    {
        int slot = SlotOf(fingerprint);
        while (_positions[slot] != 0) { slot = (slot + 1) & (_positions.Length - 1); }

        _fingerprints[slot] = fingerprint;
        _positions[slot] = position;
        Count++;
    }

    private int SlotOf(ulong fingerprint) => (int)(fingerprint & (uint)(_positions.Length - 1));

    /// <summary>Folded multiplication over 8-byte words (the mixing step of wyhash).</summary>
    private ulong Fingerprint(ReadOnlySpan<byte> key)
    {
        ulong hash = _seed ^ (ulong)key.Length;
        while (key.Length >= 8)
        {
            hash = Mix(hash ^ BitConverter.ToUInt64(key));
            key = key[8..];
        }

        ulong rest = 0;
        foreach (byte b in key) { rest = (rest << 8) | b; }

        return Mix(hash ^ rest);
    }

    private ulong Mix(ulong value)
    {
        ulong high = Math.BigMul(value ^ 0x9E3779B97F4A7C15, BitOperations.RotateLeft(_seed, 29), out ulong low);
        return high ^ low;
    }
}
