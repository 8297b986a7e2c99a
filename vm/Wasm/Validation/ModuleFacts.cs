namespace FvmCompute.Vm.Wasm.Validation;

/// <summary>What validation found out about the defined functions and the compiler needs.</summary>
/// <param name="StackCosts">Stack units per call: c(f) of the stack limiter when metered, otherwise 1.</param>
/// <param name="LargestFrameBytes">A bound on the native frame of any function of the module.</param>
internal sealed record ModuleFacts(uint[] StackCosts, int LargestFrameBytes);
