using System.Reflection;
using Google.Protobuf.Reflection;
using Grpc.Core;

namespace FvmCompute.Grpc.Server;

/// <summary>Finds, from the class that implements a service, what protoc generated for it. Used only while a server is set up.</summary>
internal sealed class ServiceBinding
{
    private readonly MethodInfo _bind;

    private ServiceBinding(MethodInfo bind, ServiceDescriptor descriptor)
    {
        _bind = bind;
        Descriptor = descriptor;
    }

    public ServiceDescriptor Descriptor { get; }

    /// <exception cref="ArgumentException">The type does not derive from a generated service base.</exception>
    public static ServiceBinding Of(Type service)
    {
        for (Type? type = service; type is not null; type = type.BaseType)
        {
            if (type.GetCustomAttribute<BindServiceMethodAttribute>(inherit: false) is not { } attribute) { continue; }
            MethodInfo? bind = attribute.BindType.GetMethod(attribute.BindMethodName, [typeof(ServiceBinderBase), type]);
            object? descriptor = attribute.BindType.GetProperty("Descriptor")?.GetValue(null);
            if (bind is not null && descriptor is ServiceDescriptor found) { return new ServiceBinding(bind, found); }
        }

        throw new ArgumentException($"{service} does not derive from a generated service base such as Jobs.JobsBase");
    }

    public void Bind(ServiceBinderBase binder, object service) => _bind.Invoke(null, [binder, service]);
}
