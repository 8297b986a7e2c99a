using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Reflection.V1;
using Alpha = Grpc.Reflection.V1Alpha;

namespace FvmCompute.Grpc.Reflection;

/// <summary>Reflection under the name v1alpha, which older tools ask for. Its messages are on the wire those of v1, and are read as such.</summary>
internal static class ReflectionAlpha
{
    public static ServiceDescriptor Descriptor => Alpha.ServerReflection.Descriptor;

    public static void Bind(ServiceBinderBase binder, ReflectionService service)
    {
        var method = new Method<ServerReflectionRequest, ServerReflectionResponse>(
            MethodType.DuplexStreaming,
            Descriptor.FullName,
            nameof(service.ServerReflectionInfo),
            MarshallerOf(ServerReflectionRequest.Parser),
            MarshallerOf(ServerReflectionResponse.Parser));
        binder.AddMethod(method, service.ServerReflectionInfo);
    }

    private static Marshaller<T> MarshallerOf<T>(MessageParser<T> parser) where T : IMessage<T> =>
        Marshallers.Create<T>((message, context) => context.Complete(message.ToByteArray()), context => parser.ParseFrom(context.PayloadAsReadOnlySequence()));
}
