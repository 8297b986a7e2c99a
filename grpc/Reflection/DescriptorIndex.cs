using FvmCompute.Grpc.Server;
using Google.Protobuf.Reflection;

namespace FvmCompute.Grpc.Reflection;

/// <summary>All files that a server's services are declared in or import, by file name and by every name they declare. Built when first asked.</summary>
public sealed class DescriptorIndex(ServiceRegistry registry)
{
    private readonly Lazy<Contents> _contents = new(() => new Contents(registry.Services));

    public IReadOnlyList<string> ServiceNames => _contents.Value.ServiceNames;

    public FileDescriptor? FileByName(string name) => _contents.Value.Files.GetValueOrDefault(name);

    public FileDescriptor? FileOfSymbol(string fullName) => _contents.Value.Symbols.GetValueOrDefault(fullName);

    public MessageDescriptor? Message(string fullName) => _contents.Value.Messages.GetValueOrDefault(fullName);

    /// <summary>The extensions of a message type.</summary>
    public IEnumerable<FieldDescriptor> ExtensionsOf(MessageDescriptor message) => _contents.Value.Files.Values
        .SelectMany(file => file.Extensions.UnorderedExtensions)
        .Where(extension => extension.ExtendeeType == message);

    private sealed class Contents
    {
        public Contents(IReadOnlyList<ServiceDescriptor> services)
        {
            ServiceNames = [.. services.Select(service => service.FullName).Order(StringComparer.Ordinal)];
            foreach (ServiceDescriptor service in services) { Add(service.File); }
        }

        public IReadOnlyList<string> ServiceNames { get; }

        public Dictionary<string, FileDescriptor> Files { get; } = [];

        public Dictionary<string, FileDescriptor> Symbols { get; } = [];

        public Dictionary<string, MessageDescriptor> Messages { get; } = [];

        private void Add(FileDescriptor file)
        {
            if (!Files.TryAdd(file.Name, file)) { return; }
            foreach (FileDescriptor import in file.Dependencies) { Add(import); }
            foreach (MessageDescriptor message in file.MessageTypes) { Add(message); }
            foreach (EnumDescriptor type in file.EnumTypes) { Add(type); }
            foreach (ServiceDescriptor service in file.Services) { AddAll([service, .. service.Methods]); }
            AddAll(file.Extensions.UnorderedExtensions);
        }

        private void Add(MessageDescriptor message)
        {
            Messages[message.FullName] = message;
            AddAll([message, .. message.Fields.InDeclarationOrder(), .. message.Oneofs]);
            foreach (MessageDescriptor nested in message.NestedTypes) { Add(nested); }
            foreach (EnumDescriptor nested in message.EnumTypes) { Add(nested); }
        }

        private void Add(EnumDescriptor type) => AddAll([type, .. type.Values]);

        private void AddAll(IEnumerable<IDescriptor> declared)
        {
            foreach (IDescriptor descriptor in declared) { Symbols[descriptor.FullName] = descriptor.File; }
        }
    }
}
