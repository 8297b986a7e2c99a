using FvmCompute.Test.V1;
using FvmCompute.Tests;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Health.V1;
using Grpc.Reflection.V1;

namespace FvmCompute.Grpc.Tests.OtherClients;

/// <summary>Clients by others against the server: every kind of call, with and without TLS.</summary>
public sealed class OtherClientTests : IAsyncLifetime
{
    private const int MaxMessage = 16 << 20;
    private readonly DirectoryInfo _temporary = Directory.CreateTempSubdirectory("fvmcompute-grpc-");
    private EchoHost _host = null!;

    private static string EchoFolder => Path.Combine(Vectors.RepositoryRoot, "tests", "FvmCompute.Grpc.Tests", "Protos");

    private static string StandardFolder => Path.Combine(Vectors.RepositoryRoot, "proto");

    private string Authority => Path.Combine(_temporary.FullName, "ca.pem");

    public async Task InitializeAsync()
    {
        _host = await EchoHost.StartAsync(options =>
        {
            options.MaxReceiveMessageSize = MaxMessage;
            options.CompressResponses = true;
        });
        await File.WriteAllTextAsync(Authority, _host.Certificates.Authority.ExportCertificatePem());
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        _temporary.Delete(recursive: true);
    }

    [Fact]
    public async Task GrpcJs_EveryKindOfCall_Works()
    {
        string[] held = await Peers.NodeAsync(
            "grpc/client.js", $"127.0.0.1:{_host.Port}", $"localhost:{_host.TlsPort}", Authority, EchoFolder, StandardFolder);
        Assert.Equal(2 * 18, held.Length);
        await AssertCancelledAsync("js deadline", "js cancel");
    }

    [Fact]
    public async Task PythonGrpcio_EveryKindOfCall_Works()
    {
        string stubs = await GeneratePythonStubsAsync();
        string[] held = await Peers.PythonAsync("grpc/client.py", $"127.0.0.1:{_host.Port}", $"localhost:{_host.TlsPort}", Authority, stubs);
        Assert.Equal(2 * 17, held.Length);
        await AssertCancelledAsync("py deadline", "py cancel");
    }

    private async Task AssertCancelledAsync(params string[] texts)
    {
        foreach (string text in texts) { await Eventually.True(() => _host.Echo.Cancelled.ContainsKey(text), $"the handler of '{text}' sees its token cancelled"); }
    }

    /// <summary>The standard files go under other folders: Python's packages <c>grpc</c> and <c>google</c> have those names already.</summary>
    private async Task<string> GeneratePythonStubsAsync()
    {
        string folder = _temporary.CreateSubdirectory("stubs").FullName;
        string descriptors = Path.Combine(folder, "descriptors");
        (FileDescriptor File, string Name)[] files =
        [
            (EchoReflection.Descriptor, "echo.proto"),
            (HealthReflection.Descriptor, "health_stubs/v1/health.proto"),
            (ReflectionReflection.Descriptor, "reflection_stubs/v1/reflection.proto"),
            (StatusReflection.Descriptor, "rpc_stubs/status.proto"),
            (ErrorDetailsReflection.Descriptor, "rpc_stubs/error_details.proto"),
        ];
        await File.WriteAllBytesAsync(descriptors, DescriptorSet(files).ToByteArray());
        string[] outputs = [$"--python_out={folder}", $"--grpc_python_out={folder}", "--plugin=protoc-gen-grpc_python=/usr/bin/grpc_python_plugin"];
        await Peers.RunAsync("protoc", [$"--descriptor_set_in={descriptors}", .. outputs, .. files.Select(file => file.Name)]);
        return folder;
    }

    private static FileDescriptorSet DescriptorSet(IEnumerable<(FileDescriptor File, string Name)> files)
    {
        var set = new FileDescriptorSet { File = { AnyReflection.Descriptor.ToProto(), DurationReflection.Descriptor.ToProto() } };
        foreach ((FileDescriptor file, string name) in files)
        {
            FileDescriptorProto renamed = file.ToProto();
            renamed.Name = name;
            set.File.Add(renamed);
        }

        return set;
    }
}
