using FvmCompute.Filecoin.Pieces;
using FvmCompute.Kernels.Devices;
using FvmCompute.Kernels.Devices.Cpu;
using FvmCompute.Kernels.Prover;
using FvmCompute.Kernels.Prover.Cpu;
using FvmCompute.Kernels.Sha256Tree;
using FvmCompute.Sidecar.Configuration;

namespace FvmCompute.Sidecar.Compute;

/// <summary>A piece tree and where it was computed.</summary>
/// <param name="Device">Id of the device.</param>
/// <param name="FallbackReason">Why it is not the one that was asked for; empty when it is.</param>
public sealed record ComputedTree(PieceTree Tree, string Device, string FallbackReason);

/// <summary>What a proof is made on.</summary>
/// <param name="Device">Id of the device.</param>
/// <param name="FallbackReason">Why it is not the one that was asked for; empty when it is.</param>
public sealed record ProverSelection(IProverBackend Backend, string Device, string FallbackReason);

/// <summary>
/// The devices of this machine as jobs use them: chosen by the settings, self-tested when first opened, taken out of use when lost or wrong. A fallback is
/// reported with its reason wherever the result goes; strictness refuses it.
/// </summary>
public sealed class ComputeDevices : IDisposable
{
    private readonly DeviceFleet _fleet = new(DeviceCatalog.Discover());
    private readonly DeviceRequest _request;
    private readonly bool _strict;
    private readonly int _threads;

    /// <summary>Without a limit of its own: jobs are admitted with their peaks before they get here, and a second line could only make them wait for each other.</summary>
    private readonly CpuProverBackend _prover;

    /// <exception cref="ConfigurationException">The device setting is none, or strictness refuses what can be had.</exception>
    public ComputeDevices(Settings settings)
    {
        _strict = settings.DeviceStrict;
        _threads = settings.Threads;
        _prover = new CpuProverBackend(new MemoryBudget(CpuDevice.Id, long.MaxValue), _threads);
        try
        {
            _request = DeviceRequest.Parse(settings.Device);
        }
        catch (FormatException error)
        {
            throw new ConfigurationException(error.Message);
        }
    }

    /// <summary>What jobs will run on now.</summary>
    /// <exception cref="ConfigurationException">Strictness refuses what can be had.</exception>
    public DeviceSelection Select(CancellationToken cancellation = default)
    {
        try
        {
            return _fleet.Select(_request, _strict, cancellation);
        }
        catch (DeviceUnavailableException error)
        {
            throw new ConfigurationException($"{error.Message}; device-strict forbids another device");
        }
    }

    /// <summary>Threads of everything that runs on the CPU.</summary>
    public int Threads => _threads;

    /// <summary>The prover's CPU backend: what datasets are committed with.</summary>
    public IProverBackend Prover => _prover;

    /// <summary>What proofs of circuits are made on: the CPU, since no other device has the prover's operations yet.</summary>
    /// <exception cref="ConfigurationException">Strictness refuses it.</exception>
    public ProverSelection SelectProver()
    {
        DeviceSelection selection = Select();
        if (selection.Device.Framework == DeviceFramework.Cpu) { return new ProverSelection(_prover, CpuDevice.Id, selection.FallbackReason); }
        string reason = $"proofs of circuits are made on the CPU only, not on {selection.Device.Id}";
        return _strict
            ? throw new ConfigurationException($"{reason}; device-strict forbids another device")
            : new ProverSelection(_prover, CpuDevice.Id, reason);
    }

    /// <param name="test">Run the self-test of every usable device now.</param>
    public DeviceReport Report(bool test, CancellationToken cancellation) => _fleet.Report(_request, _strict, test, cancellation);

    /// <returns>Null when there is no such device.</returns>
    public SelfTestResult? SelfTest(string deviceId, CancellationToken cancellation) =>
        _fleet.Catalog.Find(deviceId) is { } device ? _fleet.Slot(device).SelfTest(cancellation) : null;

    /// <summary>Computes a piece tree. When the device is lost on the way, the work starts again on the next one, unless strictness forbids it.</summary>
    /// <param name="payload">Read from its position; a stream that cannot seek cannot be started again.</param>
    public ComputedTree Commit(Stream payload, CommPOptions options, CancellationToken cancellation)
    {
        long start = payload.CanSeek ? payload.Position : 0;
        while (true)
        {
            DeviceSelection selection = Select(cancellation);
            try
            {
                return new ComputedTree(CommitOn(selection.Device, payload, options, cancellation), selection.Device.Id, selection.FallbackReason);
            }
            catch (DeviceException failure) when (failure.Kind == DeviceFailure.Lost && payload.CanSeek)
            {
                _fleet.Slot(selection.Device).Report(failure);
                payload.Position = start;
            }
            catch (DeviceUnavailableException) when (_fleet.Slot(selection.Device).UnavailableReason.Length > 0 && payload.CanSeek)
            {
                payload.Position = start;
            }
        }
    }

    public void Dispose()
    {
        _prover.Dispose();
        _fleet.Dispose();
    }

    private PieceTree CommitOn(DeviceInfo device, Stream payload, CommPOptions options, CancellationToken cancellation)
    {
        if (device.Framework == DeviceFramework.Cpu) { return CommP.Compute(payload, options with { Threads = _threads }, cancellation); }
        using var kernel = new Sha256TreeKernel(_fleet.Slot(device).Acquire(cancellation));
        return CommP.Compute(payload, options with { Device = kernel }, cancellation);
    }
}
