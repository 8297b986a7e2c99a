using System.Diagnostics.Metrics;
using FvmCompute.Sidecar.Circuits;
using FvmCompute.Sidecar.Compute;
using FvmCompute.Sidecar.Datasets;
using FvmCompute.Sidecar.Node;
using FvmCompute.Sidecar.Pieces;
using FvmCompute.Sidecar.Settlement;

namespace FvmCompute.Sidecar.Jobs;

/// <summary>What a running job works with.</summary>
/// <param name="ProofTimes">Of the proofs of circuits before.</param>
/// <param name="ProviderId">Actor id of this node's provider.</param>
/// <param name="BlockTime">Between epochs while nothing happens.</param>
/// <param name="PhaseSeconds">Time of each phase.</param>
/// <param name="Stopping">Cancelled when the process stops; jobs go on at the next start.</param>
internal sealed record JobParts(
    PieceCatalog Pieces, DatasetCatalog Datasets, ComputeDevices Devices, Admission Admission, InputStore Inputs, ResultStore Results, ChainNode Node,
    MarketClient Market, ProofTimes ProofTimes, ulong ProviderId, TimeSpan BlockTime, Histogram<double> PhaseSeconds, CancellationToken Stopping);
