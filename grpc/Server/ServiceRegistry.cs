using Google.Protobuf.Reflection;

namespace FvmCompute.Grpc.Server;

/// <summary>The services that a server has, as health and reflection know them. Filled while the server is set up.</summary>
public sealed class ServiceRegistry
{
    private readonly List<ServiceDescriptor> _services = [];

    public IReadOnlyList<ServiceDescriptor> Services => _services;

    internal void Add(ServiceDescriptor service) => _services.Add(service);
}
