using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Reflection.V1;
using Asked = Grpc.Reflection.V1.ServerReflectionRequest.MessageRequestOneofCase;

namespace FvmCompute.Grpc.Reflection;

/// <summary>The standard reflection service.</summary>
public sealed class ReflectionService(DescriptorIndex index) : ServerReflection.ServerReflectionBase
{
    public override async Task ServerReflectionInfo(
        IAsyncStreamReader<ServerReflectionRequest> requestStream, IServerStreamWriter<ServerReflectionResponse> responseStream, ServerCallContext context)
    {
        var sentFiles = new HashSet<FileDescriptor>();
        while (await requestStream.MoveNext(context.CancellationToken).ConfigureAwait(false))
        {
            ServerReflectionResponse response = Answer(requestStream.Current, sentFiles);
            response.ValidHost = requestStream.Current.Host;
            response.OriginalRequest = requestStream.Current;
            await responseStream.WriteAsync(response, context.CancellationToken).ConfigureAwait(false);
        }
    }

    private ServerReflectionResponse Answer(ServerReflectionRequest request, HashSet<FileDescriptor> sentFiles) => request.MessageRequestCase switch
    {
        Asked.FileByFilename => File(index.FileByName(request.FileByFilename), request.FileByFilename, sentFiles),
        Asked.FileContainingSymbol => File(index.FileOfSymbol(request.FileContainingSymbol), request.FileContainingSymbol, sentFiles),
        Asked.FileContainingExtension => Extension(request.FileContainingExtension, sentFiles),
        Asked.AllExtensionNumbersOfType => ExtensionNumbers(request.AllExtensionNumbersOfType),
        Asked.ListServices => Services(),
        _ => Error(StatusCode.InvalidArgument, "the request asks for nothing that is known"),
    };

    private static ServerReflectionResponse File(FileDescriptor? file, string asked, HashSet<FileDescriptor> sentFiles)
    {
        if (file is null) { return Error(StatusCode.NotFound, $"'{asked}' is not known here"); }
        var found = new FileDescriptorResponse { FileDescriptorProto = { file.SerializedData } };
        sentFiles.Add(file);
        AddImports(file, found, sentFiles);
        return new ServerReflectionResponse { FileDescriptorResponse = found };
    }

    private static void AddImports(FileDescriptor file, FileDescriptorResponse response, HashSet<FileDescriptor> sentFiles)
    {
        foreach (FileDescriptor import in file.Dependencies)
        {
            if (!sentFiles.Add(import)) { continue; }
            response.FileDescriptorProto.Add(import.SerializedData);
            AddImports(import, response, sentFiles);
        }
    }

    private ServerReflectionResponse Extension(ExtensionRequest asked, HashSet<FileDescriptor> sentFiles)
    {
        MessageDescriptor? message = index.Message(asked.ContainingType);
        FieldDescriptor? extension = message is null ? null : index.ExtensionsOf(message).FirstOrDefault(field => field.FieldNumber == asked.ExtensionNumber);
        return File(extension?.File, $"extension {asked.ExtensionNumber} of {asked.ContainingType}", sentFiles);
    }

    private ServerReflectionResponse ExtensionNumbers(string type)
    {
        if (index.Message(type) is not { } message) { return Error(StatusCode.NotFound, $"'{type}' is not a message type known here"); }
        var numbers = new ExtensionNumberResponse { BaseTypeName = type };
        numbers.ExtensionNumber.AddRange(index.ExtensionsOf(message).Select(field => field.FieldNumber).Order());
        return new ServerReflectionResponse { AllExtensionNumbersResponse = numbers };
    }

    private ServerReflectionResponse Services()
    {
        var services = new ListServiceResponse();
        services.Service.AddRange(index.ServiceNames.Select(name => new ServiceResponse { Name = name }));
        return new ServerReflectionResponse { ListServicesResponse = services };
    }

    private static ServerReflectionResponse Error(StatusCode code, string message) =>
        new() { ErrorResponse = new ErrorResponse { ErrorCode = (int)code, ErrorMessage = message } };
}
