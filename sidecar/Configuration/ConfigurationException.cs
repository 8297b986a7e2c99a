namespace FvmCompute.Sidecar.Configuration;

/// <summary>A setting that cannot be used; the message names the key, the value, its source and what is allowed.</summary>
public sealed class ConfigurationException(string message) : Exception(message);
