using FvmCompute.Grpc.Health;
using FvmCompute.Grpc.Reflection;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace FvmCompute.Grpc.Server;

public static class GrpcEndpointExtensions
{
    /// <summary>Serves a service with one object of its type from the container, for all calls; the container makes it if it is not registered.</summary>
    public static void MapGrpcService<TService>(this IEndpointRouteBuilder endpoints) where TService : class =>
        endpoints.MapGrpcService(ActivatorUtilities.GetServiceOrCreateInstance<TService>(endpoints.ServiceProvider));

    /// <summary>Serves a service with this object, which handles calls concurrently.</summary>
    /// <exception cref="ArgumentException">The type does not derive from a generated service base.</exception>
    public static void MapGrpcService<TService>(this IEndpointRouteBuilder endpoints, TService service) where TService : class
    {
        ServiceBinding binding = ServiceBinding.Of(service.GetType());
        ServiceBinder binder = NewBinder(endpoints);
        binding.Bind(binder, service);
        endpoints.MapMethods(binding.Descriptor, binder);
    }

    /// <summary>The standard health service over the server's <see cref="HealthRegistry"/>.</summary>
    public static void MapGrpcHealth(this IEndpointRouteBuilder endpoints) => endpoints.MapGrpcService<HealthService>();

    /// <summary>The standard reflection service, under its names v1 and v1alpha, over all services mapped before or after it.</summary>
    public static void MapGrpcReflection(this IEndpointRouteBuilder endpoints)
    {
        var service = endpoints.ServiceProvider.GetRequiredService<ReflectionService>();
        endpoints.MapGrpcService(service);
        ServiceBinder binder = NewBinder(endpoints);
        ReflectionAlpha.Bind(binder, service);
        endpoints.MapMethods(ReflectionAlpha.Descriptor, binder);
    }

    /// <summary>The HTTP request behind a call.</summary>
    public static HttpContext GetHttpContext(this ServerCallContext context) =>
        (context as ServerCall)?.Http ?? throw new InvalidOperationException("the call does not come from a gRPC server");

    private static ServiceBinder NewBinder(IEndpointRouteBuilder endpoints) => new(
        endpoints.ServiceProvider.GetRequiredService<IOptions<GrpcServerOptions>>().Value,
        endpoints.ServiceProvider.GetRequiredService<ILoggerFactory>().CreateLogger("FvmCompute.Grpc"));

    private static void MapMethods(this IEndpointRouteBuilder endpoints, ServiceDescriptor service, ServiceBinder binder)
    {
        ServiceRegistry registry = endpoints.ServiceProvider.GetRequiredService<ServiceRegistry>();
        if (registry.Services.Count == 0) { UnknownMethods.Map(endpoints); }
        registry.Add(service);
        foreach (MethodEndpoint method in binder.Endpoints)
        {
            endpoints.Map(method.Method.FullName, method.HandleAsync).WithDisplayName($"gRPC {method.Method.FullName}").WithMetadata(method.Method);
        }
    }
}
