using Microsoft.Win32.SafeHandles;

namespace FvmCompute.Filecoin.Pieces;

/// <summary>Where payload comes from: a stream, read in order by one thread, or a file, read at any place by many.</summary>
internal abstract class PieceSource
{
    /// <summary>Payload bytes, where known before reading.</summary>
    public abstract long? Length { get; }

    /// <summary>Whether <see cref="Read"/> may be called by several threads, in any order.</summary>
    public abstract bool IsRandomAccess { get; }

    /// <summary>Fills <paramref name="buffer"/>; returns fewer bytes only at the end of the payload.</summary>
    public abstract int Read(long offset, Span<byte> buffer);

    /// <summary>A regular file on a handle that the caller keeps open, from its first byte.</summary>
    internal sealed class OfFile(SafeFileHandle handle) : PieceSource
    {
        public override long? Length => RandomAccess.GetLength(handle);

        public override bool IsRandomAccess => true;

        public override int Read(long offset, Span<byte> buffer)
        {
            int filled = 0;
            while (filled < buffer.Length)
            {
                int read = RandomAccess.Read(handle, buffer[filled..], offset + filled);
                if (read == 0) { break; }

                filled += read;
            }

            return filled;
        }
    }

    /// <summary>A stream from where it stands to its end.</summary>
    internal sealed class OfStream(Stream stream) : PieceSource
    {
        public override long? Length => null;

        public override bool IsRandomAccess => false;

        public override int Read(long offset, Span<byte> buffer) => stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
    }
}
