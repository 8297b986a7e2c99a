using FvmCompute.Grpc.Client;
using FvmCompute.Grpc.Errors;
using FvmCompute.Test.V1;
using Google.Rpc;
using Grpc.Core;

namespace FvmCompute.Grpc.Tests.Client;

public sealed class ErrorTests : IAsyncLifetime
{
    private EchoHost _host = null!;
    private GrpcChannel _channel = null!;
    private Echo.EchoClient _client = null!;

    public static TheoryData<int> FailureCodes() => [.. Enumerable.Range(1, 16)];

    public async Task InitializeAsync()
    {
        _host = await EchoHost.StartAsync();
        _channel = _host.Channel();
        _client = new Echo.EchoClient(_channel);
    }

    public async Task DisposeAsync()
    {
        _channel.Dispose();
        await _host.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(FailureCodes))]
    public async Task RpcException_AnyCode_ArrivesWithMessageAndTrailers(int code)
    {
        const string Message = "50 % of \"größe\" → 𝄞\r\n\tnot printable: \u0001";
        RpcException error = await FailAsync(new FailRequest { How = FailRequest.Types.How.RpcException, Code = code, Message = Message });
        Assert.Equal((StatusCode)code, error.StatusCode);
        Assert.Equal(Message, error.Status.Detail);
        Assert.Equal("asked", error.Trailers.GetValue("why"));
    }

    [Fact]
    public async Task Status_SetWithoutException_EndsTheCall()
    {
        RpcException error = await FailAsync(new FailRequest { How = FailRequest.Types.How.Status, Code = (int)StatusCode.NotFound, Message = "gone" });
        Assert.Equal((StatusCode.NotFound, "gone"), (error.StatusCode, error.Status.Detail));
    }

    [Fact]
    public async Task PlainException_ItsMessage_DoesNotReachTheClient()
    {
        RpcException error = await FailAsync(new FailRequest { How = FailRequest.Types.How.PlainException, Message = "password=hunter2" });
        Assert.Equal(StatusCode.Unknown, error.StatusCode);
        Assert.DoesNotContain("hunter2", error.Status.Detail);
        Assert.DoesNotContain(error.Trailers, entry => entry.IsBinary);
    }

    [Fact]
    public async Task BadField_Details_AreMachineReadable()
    {
        RpcException error = await FailAsync(new FailRequest { How = FailRequest.Types.How.BadField, Message = "0 is not in 1 to 64" });
        Assert.Equal((StatusCode.InvalidArgument, "spec.count: 0 is not in 1 to 64"), (error.StatusCode, error.Status.Detail));
        Assert.Equal((int)StatusCode.InvalidArgument, error.GetRpcStatus()!.Code);
        BadRequest.Types.FieldViolation violation = Assert.Single(error.GetDetail<BadRequest>()!.FieldViolations);
        Assert.Equal(("spec.count", "0 is not in 1 to 64", "OUT_OF_RANGE"), (violation.Field, violation.Description, violation.Reason));
        Assert.Null(error.GetDetail<ErrorInfo>());
    }

    [Fact]
    public async Task Message_VeryLong_IsCutSoThatClientsTakeIt()
    {
        RpcException error = await FailAsync(new FailRequest { How = FailRequest.Types.How.RpcException, Code = 3, Message = new string('→', 100_000) });
        Assert.Equal(new string('→', 1024), error.Status.Detail);
    }

    [Fact]
    public void Details_TooLarge_AreLeftOutFromTheEnd()
    {
        var small = new ErrorInfo { Reason = "SMALL" };
        var large = new Help { Links = { new Help.Types.Link { Description = new string('x', 5000) } } };
        RpcException error = RpcErrors.Create(StatusCode.Internal, "no", small, large, small);
        Assert.Equal("SMALL", Assert.Single(error.GetRpcStatus()!.Details).Unpack<ErrorInfo>().Reason);
    }

    [Fact]
    public void RpcStatus_DetailsNotParseable_IsNull()
    {
        var error = new RpcException(new global::Grpc.Core.Status(StatusCode.Internal, "x"), new Metadata { { RpcErrors.DetailsTrailer, [0xff, 0xff] } });
        Assert.Null(error.GetRpcStatus());
    }

    [Fact]
    public async Task Unimplemented_MethodOfKnownService_SaysSo()
    {
        var method = new Method<EchoRequest, EchoResponse>(MethodType.Unary, "fvmcompute.test.v1.Echo", "Nothing", Requests, Responses);
        RpcException error = await Assert.ThrowsAsync<RpcException>(
            async () => await _channel.CreateCallInvoker().AsyncUnaryCall(method, null, default, new EchoRequest()));
        Assert.Equal(StatusCode.Unimplemented, error.StatusCode);
        Assert.Contains("/fvmcompute.test.v1.Echo/Nothing", error.Status.Detail);
    }

    private static Marshaller<EchoRequest> Requests => MarshallerOf(EchoRequest.Parser);

    private static Marshaller<EchoResponse> Responses => MarshallerOf(EchoResponse.Parser);

    private static Marshaller<T> MarshallerOf<T>(Google.Protobuf.MessageParser<T> parser) where T : Google.Protobuf.IMessage<T> => Marshallers.Create<T>(
        (message, context) => context.Complete(Google.Protobuf.MessageExtensions.ToByteArray(message)), context => parser.ParseFrom(context.PayloadAsNewBuffer()));

    private async Task<RpcException> FailAsync(FailRequest request) => await Assert.ThrowsAsync<RpcException>(async () => await _client.FailAsync(request));
}
