namespace Grpc.Core;

/// <summary>What generated clients are made from.</summary>
public abstract class ClientBase
{
    private readonly ClientBaseConfiguration? _configuration;

    protected ClientBase() { }

    protected ClientBase(ClientBaseConfiguration configuration) => _configuration = configuration;

    protected ClientBase(CallInvoker callInvoker) : this(new ClientBaseConfiguration(callInvoker)) { }

    protected ClientBase(ChannelBase channel) : this(channel.CreateCallInvoker()) { }

    /// <exception cref="InvalidOperationException">The client is a test double made without a channel.</exception>
    protected CallInvoker CallInvoker =>
        _configuration?.CallInvoker ?? throw new InvalidOperationException($"{GetType().Name} was made without a channel");

    /// <summary>What a client carries along when it is copied.</summary>
    protected internal sealed class ClientBaseConfiguration
    {
        internal ClientBaseConfiguration(CallInvoker callInvoker) => CallInvoker = callInvoker;

        internal CallInvoker CallInvoker { get; }
    }
}

/// <inheritdoc />
public abstract class ClientBase<T> : ClientBase where T : ClientBase<T>
{
    protected ClientBase() { }

    protected ClientBase(ClientBaseConfiguration configuration) : base(configuration) { }

    protected ClientBase(CallInvoker callInvoker) : base(callInvoker) { }

    protected ClientBase(ChannelBase channel) : base(channel) { }

    protected abstract T NewInstance(ClientBaseConfiguration configuration);
}
