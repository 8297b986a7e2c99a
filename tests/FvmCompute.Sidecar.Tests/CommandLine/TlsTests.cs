using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FvmCompute.Sidecar.Host;
using FvmCompute.Sidecar.Tests.Host;

namespace FvmCompute.Sidecar.Tests.CommandLine;

/// <summary>A sidecar behind TLS that asks clients for a certificate, and the command line in front of it.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Serve_MutualTls_LetsInWhoShowsACertificateOfTheAuthority()
    {
        WriteCertificates();
        Directory.CreateDirectory(_folder["pieces"]);
        await using SidecarHost host = await SidecarHost.StartAsync(
            RunningSidecar.SettingsFor(
                _folder, ("tls-certificate", _folder["server.pem"]), ("tls-key", _folder["server.key"]), ("tls-client-ca", _folder["ca.pem"])), default);
        string server = $"https://localhost:{new Uri(host.GrpcAddress).Port}";
        string[] head = ["chain", "head", "--server", server, "--tls-ca", _folder["ca.pem"]];
        ChildProcess with = await ChildProcess.FvmComputeAsync([.. head, "--tls-cert", _folder["server.pem"], "--tls-key", _folder["server.key"]]);
        Assert.True(with.ExitCode == 0, with.Errors);
        Assert.Equal(1, (await ChildProcess.FvmComputeAsync(head)).ExitCode);
        Assert.Equal(1, (await ChildProcess.FvmComputeAsync("chain", "head", "--server", server)).ExitCode);
        ChildProcess half = await ChildProcess.FvmComputeAsync([.. head, "--tls-cert", _folder["server.pem"]]);
        Assert.Contains("go together", half.Errors);
    }

    private void WriteCertificates()
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authority = new CertificateRequest("CN=test authority", authorityKey, HashAlgorithmName.SHA256);
        authority.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using X509Certificate2 root = authority.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var leaf = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        leaf.CertificateExtensions.Add(names.Build());
        using X509Certificate2 certificate = leaf.Create(root, now.AddHours(-1), now.AddHours(1), [1, 2, 3, 4]);
        File.WriteAllText(_folder["ca.pem"], root.ExportCertificatePem());
        File.WriteAllText(_folder["server.pem"], certificate.ExportCertificatePem());
        File.WriteAllText(_folder["server.key"], key.ExportPkcs8PrivateKeyPem());
    }
}
