namespace FvmCompute.Sidecar.Services;

/// <summary>Declared in the contract and answered with UNIMPLEMENTED, by the generated base class, until it is built.</summary>
public sealed class DatasetsService : V1.Datasets.DatasetsBase;
