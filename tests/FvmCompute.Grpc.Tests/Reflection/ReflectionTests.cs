using FvmCompute.Grpc.Client;
using FvmCompute.Test.V1;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Reflection.V1;
using Alpha = Grpc.Reflection.V1Alpha;

namespace FvmCompute.Grpc.Tests.Reflection;

public sealed class ReflectionTests : IAsyncLifetime
{
    private EchoHost _host = null!;
    private GrpcChannel _channel = null!;

    public async Task InitializeAsync()
    {
        _host = await EchoHost.StartAsync();
        _channel = _host.Channel();
    }

    public async Task DisposeAsync()
    {
        _channel.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task ListServices_AllMapped_AreNamed()
    {
        ServerReflectionResponse[] responses = await AskAsync(new ServerReflectionRequest { ListServices = "", Host = "h" });
        Assert.Equal(
            ["fvmcompute.test.v1.Echo", "grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection"],
            responses[0].ListServicesResponse.Service.Select(service => service.Name));
        Assert.Equal(("h", "h"), (responses[0].ValidHost, responses[0].OriginalRequest.Host));
    }

    [Theory]
    [InlineData("fvmcompute.test.v1.Echo")]
    [InlineData("fvmcompute.test.v1.Echo.Unary")]
    [InlineData("fvmcompute.test.v1.EchoRequest")]
    [InlineData("fvmcompute.test.v1.EchoRequest.delay_ms")]
    [InlineData("fvmcompute.test.v1.FailRequest.How")]
    public async Task FileContainingSymbol_EachKindOfName_IsFound(string symbol)
    {
        ServerReflectionResponse[] responses = await AskAsync(new ServerReflectionRequest { FileContainingSymbol = symbol });
        FileDescriptorProto file = FileDescriptorProto.Parser.ParseFrom(Assert.Single(responses[0].FileDescriptorResponse.FileDescriptorProto));
        Assert.Equal(EchoReflection.Descriptor.ToProto(), file);
    }

    [Fact]
    public async Task FileByFilename_AskedTwice_IsSentTwice()
    {
        var request = new ServerReflectionRequest { FileByFilename = "echo.proto" };
        ServerReflectionResponse[] responses = await AskAsync(request, request);
        Assert.All(responses, response => Assert.Equal("echo.proto", FileDescriptorProto.Parser.ParseFrom(response.FileDescriptorResponse.FileDescriptorProto[0]).Name));
    }

    [Fact]
    public async Task UnknownNames_AreNotFoundAndTheStreamGoesOn()
    {
        ServerReflectionResponse[] responses = await AskAsync(
            new ServerReflectionRequest { FileContainingSymbol = "no.such.Name" },
            new ServerReflectionRequest { FileByFilename = "none.proto" },
            new ServerReflectionRequest { AllExtensionNumbersOfType = "no.such.Name" },
            new ServerReflectionRequest { FileContainingExtension = new ExtensionRequest { ContainingType = "fvmcompute.test.v1.EchoRequest", ExtensionNumber = 5 } },
            new ServerReflectionRequest(),
            new ServerReflectionRequest { AllExtensionNumbersOfType = "fvmcompute.test.v1.EchoRequest" });
        Assert.Equal([5, 5, 5, 5, 3, 0], responses.Select(response => response.ErrorResponse?.ErrorCode ?? 0));
        Assert.Equal("fvmcompute.test.v1.EchoRequest", responses[5].AllExtensionNumbersResponse.BaseTypeName);
    }

    [Fact]
    public async Task Alpha_OlderName_AnswersTheSame()
    {
        using var call = new Alpha.ServerReflection.ServerReflectionClient(_channel).ServerReflectionInfo();
        await call.RequestStream.WriteAsync(new Alpha.ServerReflectionRequest { FileContainingSymbol = "fvmcompute.test.v1.Echo" });
        Assert.True(await call.ResponseStream.MoveNext());
        Assert.Equal(EchoReflection.Descriptor.SerializedData, Assert.Single(call.ResponseStream.Current.FileDescriptorResponse.FileDescriptorProto));
    }

    private async Task<ServerReflectionResponse[]> AskAsync(params ServerReflectionRequest[] requests)
    {
        using AsyncDuplexStreamingCall<ServerReflectionRequest, ServerReflectionResponse> call = new ServerReflection.ServerReflectionClient(_channel).ServerReflectionInfo();
        var responses = new List<ServerReflectionResponse>();
        foreach (ServerReflectionRequest request in requests)
        {
            await call.RequestStream.WriteAsync(request);
            Assert.True(await call.ResponseStream.MoveNext());
            responses.Add(call.ResponseStream.Current);
        }

        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext());
        return [.. responses];
    }
}
