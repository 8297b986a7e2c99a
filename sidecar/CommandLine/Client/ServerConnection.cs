using System.CommandLine;
using System.Security.Cryptography.X509Certificates;
using FvmCompute.Grpc.Client;
using FvmCompute.Grpc.Errors;
using Google.Rpc;
using Grpc.Core;

namespace FvmCompute.Sidecar.CommandLine.Client;

/// <summary>How a command reaches a running sidecar: <c>--server</c>, <c>--tls-ca</c>, <c>--timeout</c>.</summary>
internal sealed class ServerConnection
{
    private const string DefaultServer = "http://127.0.0.1:4712";
    private const string Variable = "FVMCOMPUTE_SERVER";

    private readonly Option<string> _server = new("--server")
    {
        Description = $"address of the sidecar (default: {Variable}, else {DefaultServer})",
        HelpName = "url",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } address ? address : DefaultServer,
    };

    private readonly Option<string?> _authority = new("--tls-ca")
    {
        Description = "PEM file of the authorities that a https server is trusted by (default: the system's)",
        HelpName = "file",
    };

    private readonly Option<string?> _certificate = new("--tls-cert")
    {
        Description = "PEM file of the client's certificate, for a server that asks for one; needs --tls-key",
        HelpName = "file",
    };

    private readonly Option<string?> _key = new("--tls-key") { Description = "PEM file of the client certificate's private key", HelpName = "file" };

    private readonly Option<double> _timeout = new("--timeout") { Description = "seconds for each call", HelpName = "seconds", DefaultValueFactory = _ => 60 };

    public ServerConnection(Command command)
    {
        command.Options.Add(_server);
        command.Options.Add(_authority);
        command.Options.Add(_certificate);
        command.Options.Add(_key);
        command.Options.Add(_timeout);
    }

    /// <summary>Gives a command an action that talks to the server; its errors become messages.</summary>
    public static void Runs(Command command, Func<ParseResult, Output, CallInvoker, CallOptions, Task<int>> action)
    {
        var connection = new ServerConnection(command);
        command.Runs(async (result, output, cancellation) =>
        {
            string address = result.GetValue(connection._server)!;
            using GrpcChannel channel = connection.Open(result, address);
            try
            {
                return await action(result, output, channel.CreateCallInvoker(), new CallOptions()
                    .WithDeadline(DateTime.UtcNow.AddSeconds(result.GetValue(connection._timeout))).WithCancellationToken(cancellation));
            }
            catch (RpcException error) when (!cancellation.IsCancellationRequested)
            {
                throw new CommandException(Explain(error, address));
            }
            catch (RpcException)
            {
                throw new OperationCanceledException(cancellation);
            }
        });
    }

    private static string Explain(RpcException error, string address)
    {
        if (error.StatusCode == StatusCode.Unavailable && error.GetRpcStatus() is null)
        {
            return $"no sidecar answers at {address} ({error.Status.Detail}); start one with: fvmcompute serve";
        }

        IEnumerable<string> fields = (error.GetDetail<BadRequest>()?.FieldViolations ?? [])
            .Select(violation => $"\n  {violation.Field} {violation.Description}");
        return $"{error.Status.Detail} ({error.StatusCode}){(fields.Count() > 1 ? string.Concat(fields) : "")}";
    }

    private GrpcChannel Open(ParseResult result, string address)
    {
        var options = new GrpcChannelOptions { MaxReceiveMessageSize = 64 << 20 };
        if (result.GetValue(_authority) is { } file)
        {
            options.TrustedRoots = [];
            options.TrustedRoots.ImportFromPemFile(file);
        }

        options.ClientCertificates = ReadCertificate(result.GetValue(_certificate), result.GetValue(_key));
        try
        {
            return GrpcChannel.ForAddress(address, options);
        }
        catch (ArgumentException)
        {
            throw new CommandException($"--server '{address}' is not http://host:port or https://host:port");
        }
    }

    private static X509Certificate2Collection? ReadCertificate(string? certificate, string? key)
    {
        if (certificate is null != key is null) { throw new CommandException("--tls-cert and --tls-key go together: give both, or neither"); }
        return certificate is null ? null : [X509Certificate2.CreateFromPemFile(certificate, key)];
    }
}
