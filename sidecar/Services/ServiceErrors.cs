using FvmCompute.Grpc.Errors;
using FvmCompute.Grpc.Server;
using FvmCompute.Sidecar.Configuration;
using FvmCompute.Sidecar.Jobs;
using FvmCompute.Sidecar.Settlement;
using FvmCompute.Vm.Chain;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;
using Microsoft.Data.Sqlite;

namespace FvmCompute.Sidecar.Services;

/// <summary>Turns what the sidecar throws into errors of the API: a standard code, a sentence that says what to do, and google.rpc details.</summary>
public static class ServiceErrors
{
    /// <summary>Interceptor around every call.</summary>
    public static async Task Translate(ServerCallContext context, CallHandler next)
    {
        try
        {
            await next(context);
        }
        catch (SubmissionException error)
        {
            throw Of(error);
        }
        catch (MessageFailedException error)
        {
            throw FailedPrecondition(error, "MESSAGE_FAILED", ("exit_code", $"{error.ExitCode}"));
        }
        catch (MessageRefusedException error)
        {
            throw FailedPrecondition(error, $"MESSAGE_REFUSED_{error.Reason}".ToUpperInvariant());
        }
        catch (MessageDroppedException error)
        {
            throw RpcErrors.Create(StatusCode.Aborted, error.Message);
        }
        catch (OperationCanceledException) when (!context.CancellationToken.IsCancellationRequested)
        {
            throw RpcErrors.Create(StatusCode.Unavailable, "the server is stopping: connect again later");
        }
        catch (SqliteException error)
        {
            throw RpcErrors.Create(
                StatusCode.Unavailable,
                $"the job store cannot be written ({error.Message}); nothing was accepted: free disk space on the server and try again");
        }
        catch (DataFolderException error)
        {
            throw RpcErrors.Create(StatusCode.Unavailable, $"{error.Message}; nothing was accepted: free disk space on the server and try again");
        }
        catch (ConfigurationException error)
        {
            throw RpcErrors.Create(StatusCode.FailedPrecondition, error.Message);
        }
        catch (ChainStoppedException error)
        {
            throw RpcErrors.Create(StatusCode.Unavailable, error.Message);
        }
    }

    public static RpcException NotFound(string type, string name) =>
        RpcErrors.Create(StatusCode.NotFound, $"there is no {type} '{name}'", new ResourceInfo { ResourceType = type, ResourceName = name });

    private static RpcException FailedPrecondition(Exception error, string reason, params (string Key, string Value)[] metadata)
    {
        var info = new ErrorInfo { Reason = reason, Domain = "fvmcompute" };
        foreach ((string key, string value) in metadata) { info.Metadata[key] = value; }
        return RpcErrors.Create(StatusCode.FailedPrecondition, error.Message, info);
    }

    private static RpcException Of(SubmissionException error)
    {
        if (error.Problems.Count == 0) { return RpcErrors.Create(error.Code, error.Message); }
        var badRequest = new BadRequest();
        badRequest.FieldViolations.Add(error.Problems.Select(
            problem => new BadRequest.Types.FieldViolation { Field = problem.Field, Description = problem.Problem }));
        return RpcErrors.Create(error.Code, error.Message, (IMessage)badRequest);
    }
}
