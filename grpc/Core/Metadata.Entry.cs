using System.Buffers;
using System.Text;

namespace Grpc.Core;

public sealed partial class Metadata
{
    /// <summary>One key with its value.</summary>
    public sealed class Entry
    {
        private static readonly SearchValues<char> KeyCharacters = SearchValues.Create("0123456789abcdefghijklmnopqrstuvwxyz_-.");

        private readonly string? _text;
        private readonly byte[]? _bytes;

        /// <exception cref="ArgumentException">The key is not made of letters, digits, <c>_</c>, <c>-</c> and <c>.</c>, ends in <c>-bin</c>, or the value
        /// holds a character outside U+0020 to U+007E.</exception>
        public Entry(string key, string value)
        {
            Key = CheckedKey(key);
            ArgumentNullException.ThrowIfNull(value);
            if (IsBinary) { throw new ArgumentException($"metadata '{Key}' ends in {BinaryHeaderSuffix}: its value must be bytes", nameof(key)); }
            int bad = value.AsSpan().IndexOfAnyExceptInRange(' ', '~');
            if (bad >= 0) { throw new ArgumentException($"metadata '{Key}' holds U+{(int)value[bad]:X4} at {bad}; allowed are U+0020 to U+007E", nameof(value)); }
            _text = value;
        }

        /// <exception cref="ArgumentException">The key has a character that is not allowed, or does not end in <c>-bin</c>.</exception>
        public Entry(string key, byte[] value)
        {
            Key = CheckedKey(key);
            ArgumentNullException.ThrowIfNull(value);
            if (!IsBinary) { throw new ArgumentException($"metadata '{Key}' holds bytes: its key must end in {BinaryHeaderSuffix}", nameof(key)); }
            _bytes = [.. value];
        }

        public string Key { get; }

        public bool IsBinary => Key.EndsWith(BinaryHeaderSuffix, StringComparison.Ordinal);

        /// <summary>The value of a text entry.</summary>
        /// <exception cref="InvalidOperationException">The entry is binary.</exception>
        public string Value => _text ?? throw new InvalidOperationException($"metadata '{Key}' is binary");

        /// <summary>A copy of the value; of a text entry its ASCII bytes.</summary>
        public byte[] ValueBytes => _bytes is null ? Encoding.ASCII.GetBytes(_text!) : [.. _bytes];

        internal ReadOnlySpan<byte> Bytes => _bytes;

        public override string ToString() => IsBinary ? $"[Entry: key={Key}, {_bytes!.Length} bytes]" : $"[Entry: key={Key}, value={_text}]";

        private static string CheckedKey(string key)
        {
            ArgumentException.ThrowIfNullOrEmpty(key);
            string lower = key.ToLowerInvariant();
            return lower.AsSpan().ContainsAnyExcept(KeyCharacters)
                ? throw new ArgumentException($"metadata key '{key}': allowed are letters, digits, '_', '-' and '.'", nameof(key))
                : lower;
        }
    }
}
