using System.Security.Cryptography;
using FvmCompute.Filecoin.Addresses;
using FvmCompute.Sidecar.Configuration;

namespace FvmCompute.Sidecar.Wallet;

/// <summary>The node's keys: one file each in a folder, 64 hex digits, readable by the owner only.</summary>
public sealed class KeyStore
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const string Extension = ".key";

    private readonly string _folder;
    private readonly Dictionary<string, WalletKey> _keys = [];

    /// <exception cref="ConfigurationException">A key file is damaged or others may read it.</exception>
    public KeyStore(string folder)
    {
        _folder = folder;
        Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
        foreach (string path in Directory.EnumerateFiles(folder, "*" + Extension).Order(StringComparer.Ordinal))
        {
            string name = Path.GetFileNameWithoutExtension(path);
            _keys[name] = Read(name, path);
        }
    }

    public IEnumerable<WalletKey> Keys => _keys.Values;

    public WalletKey? Find(Address address) => _keys.Values.FirstOrDefault(key => key.Address == address);

    /// <summary>The key of this name, made and stored when there is none.</summary>
    public WalletKey GetOrCreate(string name)
    {
        if (_keys.TryGetValue(name, out WalletKey? known)) { return known; }
        byte[] secret = RandomNumberGenerator.GetBytes(WalletKey.SecretBytes);
        var key = new WalletKey(name, secret);
        Write(Path.Combine(_folder, name + Extension), Convert.ToHexStringLower(secret));
        _keys[name] = key;
        return key;
    }

    private static void Write(string path, string text)
    {
        string part = path + ".part";
        using (var stream = new FileStream(part, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = OwnerOnly }))
        {
            stream.Write(System.Text.Encoding.ASCII.GetBytes(text + "\n"));
            stream.Flush(flushToDisk: true);
        }

        File.Move(part, path);
    }

    private static WalletKey Read(string name, string path)
    {
        UnixFileMode mode = File.GetUnixFileMode(path);
        if ((mode & ~OwnerOnly) != 0) { throw new ConfigurationException($"the key file {path} is open to others (mode {mode}); run: chmod 600 {path}"); }
        string text = File.ReadAllText(path).Trim();
        if (text.Length != 2 * WalletKey.SecretBytes || !text.All(char.IsAsciiHexDigit))
        {
            throw new ConfigurationException($"the key file {path} is damaged: {2 * WalletKey.SecretBytes} hex digits are needed");
        }

        return new WalletKey(name, Convert.FromHexString(text));
    }
}
