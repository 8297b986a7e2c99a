namespace FvmCompute.Vm.Blockstores;

/// <summary>A durable store cannot be opened, read or written; the message names folder, file and offset.</summary>
public class StoreException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The folder is held by another process (or by another store of this one).</summary>
public sealed class StoreInUseException(string folder, string holder)
    : StoreException($"data folder {folder} is in use by {(holder.Length == 0 ? "another process" : $"process {holder}")}: stop it, or choose another folder")
{
    public string Folder { get; } = folder;
}

/// <summary>Bytes that were committed are no longer what was written. A torn tail after the last commit is not damage: it is cut off at open.</summary>
public sealed class StoreDamagedException(string file, long offset, string what)
    : StoreException($"{file} is damaged at byte {offset}: {what}. Restore this file from a copy; nothing was changed")
{
    public string File { get; } = file;

    public long Offset { get; } = offset;
}

/// <summary>An earlier write or sync failed, so what the device holds is unknown until the store is opened again.</summary>
public sealed class StoreFailedException(string folder, Exception cause)
    : StoreException(
        $"the store in {folder} stopped after a failed write ({cause.Message}): free space or repair the device, then open it again; "
        + "it resumes at the last commit",
        cause);
