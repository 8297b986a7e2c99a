using FvmCompute.Sidecar.Jobs;

namespace FvmCompute.Sidecar.Tests.Jobs;

public sealed class ResultStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Get_WhatWasPut_IsTheSame()
    {
        byte[] hash = new ResultStore(_folder.FullPath).Put([1, 2, 3]);
        Assert.Equal([1, 2, 3], new ResultStore(_folder.FullPath).Get(hash));
    }

    [Fact]
    public void Get_DamagedFile_IsAnErrorNotData()
    {
        var store = new ResultStore(_folder.FullPath);
        byte[] hash = store.Put([1, 2, 3]);
        File.WriteAllBytes(_folder[Convert.ToHexStringLower(hash)], [1, 2, 4]);
        Assert.Contains("damaged", Assert.Throws<InvalidDataException>(() => store.Get(hash)).Message);
        File.Delete(_folder[Convert.ToHexStringLower(hash)]);
        Assert.Contains("missing", Assert.Throws<InvalidDataException>(() => store.Get(hash)).Message);
    }
}
