using FvmCompute.Sidecar.CommandLine;

return await CommandTree.Build().Parse(args).InvokeAsync();
