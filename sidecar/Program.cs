using System.CommandLine;
using FvmCompute.Sidecar.CommandLine;

// SIGINT and SIGTERM cancel the command only where this time is set: without it they end the process at once, and leave what it was writing.
return await CommandTree.Build().Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
