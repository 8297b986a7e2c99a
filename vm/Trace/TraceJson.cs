using System.Globalization;
using System.Text.Json;
using FvmCompute.Vm.Gas;
using FvmCompute.Vm.Kernel;
using FvmCompute.Vm.Machine;

namespace FvmCompute.Vm.Trace;

/// <summary>
/// Writes a trace as JSON: an object with <c>steps</c>, each of which has a <c>kind</c>. Amounts of tokens are decimal text, gas is milligas, bytes are lower-case hex, CIDs
/// and addresses are text; host calls and calls hold their own <c>steps</c>.
/// </summary>
public static class TraceJson
{
    /// <summary>A call is two levels of objects and two of arrays, and calls nest 1024 deep.</summary>
    private const int MaxDepth = 16 * 1024;

    /// <summary>On a large stack, because actors decide how deep calls nest.</summary>
    public static byte[] Write(ExecutionTrace trace) => DeepStack.Run(() => WriteTree(trace));

    private static byte[] WriteTree(ExecutionTrace trace)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, new JsonWriterOptions { MaxDepth = MaxDepth }))
        {
            json.WriteStartObject();
            WriteSteps(json, trace.Steps);
            json.WriteNumber("droppedSteps", trace.DroppedSteps);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void WriteSteps(Utf8JsonWriter json, IReadOnlyList<TraceStep> steps)
    {
        json.WriteStartArray("steps");
        foreach (TraceStep step in steps)
        {
            json.WriteStartObject();
            WriteStep(json, step);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteStep(Utf8JsonWriter json, TraceStep step)
    {
        switch (step)
        {
            case GasStep gas: WriteGas(json, gas.Charge); break;
            case CallStep call: WriteCall(json, call); break;
            case SyscallStep syscall: WriteSyscall(json, syscall); break;
            case InvokeStep invoke: WriteInvoke(json, invoke); break;
            case EventStep emitted: WriteEvent(json, emitted.Event); break;
            case BlockStep block: WriteBlock(json, block); break;
            case LogStep log: Kind(json, "log").WriteString("message", log.Message); break;
            case ArtifactStep artifact: Kind(json, "artifact").WriteString("name", artifact.Name); WriteHex(json, "data", artifact.Data); break;
            default: throw new InvalidOperationException($"trace step {step.GetType().Name} has no JSON form");
        }
    }

    private static void WriteGas(Utf8JsonWriter json, GasCharge charge)
    {
        Kind(json, "gas").WriteString("name", charge.Name);
        json.WriteNumber("milligas", charge.Total.Milligas);
        if (!charge.Other.IsZero) { json.WriteNumber("storageMilligas", charge.Other.Milligas); }
    }

    private static void WriteCall(Utf8JsonWriter json, CallStep call)
    {
        Kind(json, "call").WriteNumber("from", call.From);
        json.WriteString("to", call.To.ToString());
        json.WriteNumber("method", call.Method);
        json.WriteString("value", call.Value.Atto.ToString(CultureInfo.InvariantCulture));
        json.WriteNumber("gasLimitMilligas", call.GasLimit.Milligas);
        json.WriteBoolean("readOnly", call.IsReadOnly);
        WriteData(json, "parameters", call.Parameters);
        WriteSteps(json, call.Steps);
        if (call.ExitCode is ExitCode code) { json.WriteNumber("exitCode", code.Value); }

        if (call.Refusal is SyscallResult refusal) { WriteError(json, refusal); }

        WriteData(json, "return", call.ReturnData);
    }

    private static void WriteSyscall(Utf8JsonWriter json, SyscallStep syscall)
    {
        Kind(json, "syscall").WriteString("name", syscall.Name);
        WriteSteps(json, syscall.Steps);
        if (syscall.Result is not SyscallResult result) { return; }

        json.WriteNumber("result", (uint)result.Error);
        json.WriteNumber("availableMilligas", syscall.GasAvailable.Milligas);
        if (!result.IsOk) { WriteError(json, result); }
    }

    private static void WriteInvoke(Utf8JsonWriter json, InvokeStep invoke)
    {
        Kind(json, "invoke").WriteNumber("actor", invoke.Actor);
        json.WriteNumber("caller", invoke.Caller);
        json.WriteNumber("method", invoke.Method);
        json.WriteString("value", invoke.Value.Atto.ToString(CultureInfo.InvariantCulture));
        json.WriteNumber("parametersBlock", invoke.ParametersBlock);
        json.WriteString("code", invoke.Code.ToString());
    }

    private static void WriteEvent(Utf8JsonWriter json, ActorEvent emitted)
    {
        Kind(json, "event").WriteNumber("emitter", emitted.Emitter);
        json.WriteStartArray("entries");
        foreach (EventEntry entry in emitted.Entries)
        {
            json.WriteStartObject();
            json.WriteNumber("flags", entry.Flags);
            json.WriteString("key", entry.Key);
            json.WriteNumber("codec", entry.Codec);
            WriteHex(json, "value", entry.Value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteBlock(Utf8JsonWriter json, BlockStep block)
    {
        Kind(json, "block").WriteString("operation", block.Operation);
        json.WriteString("cid", block.Cid.ToString());
        json.WriteNumber("bytes", block.Bytes);
    }

    private static void WriteData(Utf8JsonWriter json, string name, Block? block)
    {
        if (block is null) { return; }

        json.WriteStartObject(name);
        json.WriteNumber("codec", block.Codec);
        WriteHex(json, "data", block.Data);
        json.WriteEndObject();
    }

    private static void WriteError(Utf8JsonWriter json, SyscallResult result)
    {
        json.WriteString("error", result.Error.ToString());
        json.WriteString("reason", result.Message);
    }

    private static void WriteHex(Utf8JsonWriter json, string name, ReadOnlyMemory<byte> bytes) => json.WriteString(name, Convert.ToHexStringLower(bytes.Span));

    private static Utf8JsonWriter Kind(Utf8JsonWriter json, string kind)
    {
        json.WriteString("kind", kind);
        return json;
    }
}
