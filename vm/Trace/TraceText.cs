using System.Globalization;
using FvmCompute.Vm.Gas;
using FvmCompute.Vm.Kernel;
using FvmCompute.Vm.Machine;

namespace FvmCompute.Vm.Trace;

/// <summary>
/// Writes a trace as text, one step a line, indented by call depth. Gas is in milligas, so that the lines of two implementations can be compared as they are.
/// </summary>
public static class TraceText
{
    /// <summary>Deeper steps are not indented further: a million steps a thousand calls deep would be gigabytes of spaces.</summary>
    private const int MaxIndent = 64;

    public static string Write(ExecutionTrace trace)
    {
        StringWriter writer = new(CultureInfo.InvariantCulture) { NewLine = "\n" };
        Write(trace, writer);
        return writer.ToString();
    }

    /// <summary>On a large stack, because actors decide how deep calls nest.</summary>
    public static void Write(ExecutionTrace trace, TextWriter writer) => DeepStack.Run(() =>
    {
        WriteSteps(trace.Steps, 0, writer);
        if (trace.DroppedSteps > 0) { writer.WriteLine($"... {trace.DroppedSteps} more steps were not recorded"); }

        return writer;
    });

    private static void WriteSteps(IReadOnlyList<TraceStep> steps, int depth, TextWriter writer)
    {
        foreach (TraceStep step in steps) { WriteStep(step, depth, writer); }
    }

    private static void WriteStep(TraceStep step, int depth, TextWriter writer)
    {
        switch (step)
        {
            case CallStep call: WriteCall(call, depth + 1, writer); break;
            case SyscallStep syscall: WriteSyscall(syscall, depth, writer); break;
            default: Line(writer, depth, Describe(step)); break;
        }
    }

    private static void WriteCall(CallStep call, int depth, TextWriter writer)
    {
        string readOnly = call.IsReadOnly ? " read_only" : "";
        Line(writer, depth, $"call to={call.To} from={call.From} method={call.Method} value={call.Value.Atto} limit={call.GasLimit.Milligas}{readOnly}");
        WriteSteps(call.Steps, depth, writer);
        Line(writer, depth, DescribeEnd(call));
    }

    private static void WriteSyscall(SyscallStep syscall, int depth, TextWriter writer)
    {
        Line(writer, depth, $"syscall {syscall.Name}");
        WriteSteps(syscall.Steps, depth, writer);
        if (syscall.Result is not SyscallResult result) { return; }

        string reason = result.IsOk ? "" : $"  {result}";
        Line(writer, depth + 1, $"-> {(uint)result.Error}  avail_milligas {syscall.GasAvailable.Milligas}{reason}");
    }

    private static string Describe(TraceStep step) => step switch
    {
        GasStep { Charge: GasCharge charge } => $"gas {charge.Name} {charge.Total.Milligas}",
        InvokeStep run => $"invoke actor={run.Actor} from={run.Caller} method={run.Method} value={run.Value.Atto} params_block={run.ParametersBlock} code={run.Code}",
        BlockStep block => $"block {block.Operation} {block.Cid} {block.Bytes}",
        EventStep { Event: ActorEvent emitted } => $"event emitter={emitted.Emitter} {string.Join(' ', emitted.Entries.Select(Describe))}",
        LogStep log => $"log {log.Message}",
        ArtifactStep artifact => $"artifact {artifact.Name} {artifact.Data.Length}",
        _ => step.ToString(),
    };

    private static string Describe(EventEntry entry) => $"{entry.Key}={Convert.ToHexStringLower(entry.Value.Span)}";

    private static string DescribeEnd(CallStep call) => call switch
    {
        { ExitCode: ExitCode code, ReturnData: Block data } => $"exit {code} block 0x{data.Codec:x} {data.Size}",
        { ExitCode: ExitCode code } => $"exit {code}",
        { Refusal: SyscallResult refusal } => $"refused {refusal}",
        _ => "aborted",
    };

    private static void Line(TextWriter writer, int depth, string text)
    {
        for (int i = 0; i < Math.Min(depth, MaxIndent); i++) { writer.Write("  "); }

        writer.WriteLine(text);
    }
}
