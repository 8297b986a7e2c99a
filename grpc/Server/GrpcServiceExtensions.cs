using FvmCompute.Grpc.Health;
using FvmCompute.Grpc.Reflection;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace FvmCompute.Grpc.Server;

public static class GrpcServiceExtensions
{
    /// <summary>Adds what gRPC services need, and sets Kestrel's HTTP/2 limits from the options.</summary>
    public static IServiceCollection AddGrpc(this IServiceCollection services, Action<GrpcServerOptions>? configure = null)
    {
        services.AddOptions<GrpcServerOptions>().Configure(configure ?? (_ => { }));
        services.AddSingleton<ServiceRegistry>();
        services.AddSingleton<HealthRegistry>();
        services.AddSingleton<HealthService>();
        services.AddSingleton<DescriptorIndex>();
        services.AddSingleton<ReflectionService>();
        services.AddSingleton<IConfigureOptions<KestrelServerOptions>, KestrelLimits>();
        return services;
    }

    private sealed class KestrelLimits(IOptions<GrpcServerOptions> grpc) : IConfigureOptions<KestrelServerOptions>
    {
        public void Configure(KestrelServerOptions options)
        {
            options.Limits.Http2.MaxStreamsPerConnection = grpc.Value.MaxConcurrentStreams;
            options.Limits.Http2.KeepAlivePingDelay = grpc.Value.KeepAlivePingDelay;
            options.Limits.Http2.KeepAlivePingTimeout = grpc.Value.KeepAlivePingTimeout;
        }
    }
}
