using System.IO.Pipelines;
using FsCheck;
using FsCheck.Fluent;
using FvmCompute.Grpc.Framing;
using FvmCompute.Test.V1;
using Google.Protobuf;
using Grpc.Core;

namespace FvmCompute.Grpc.Tests.Framing;

public sealed class MessageReaderTests
{
    private static readonly Marshaller<EchoRequest> Requests = Marshallers.Create<EchoRequest>(
        (message, context) => context.Complete(message.ToByteArray()), context => EchoRequest.Parser.ParseFrom(context.PayloadAsReadOnlySequence()));

    [Fact]
    public void Messages_CutAnywhere_AreTheSame() => Prop.ForAll<byte[][], int>((payloads, cut) =>
    {
        byte[] stream = [.. payloads.SelectMany(payload => RawClient.Frame(new EchoRequest { Payload = ByteString.CopyFrom(payload) }.ToByteArray()))];
        byte[][] read = ReadAllAsync(stream, 1 + (int)((uint)cut % 16)).GetAwaiter().GetResult();
        return payloads.Length == read.Length && payloads.Zip(read).All(pair => pair.First.SequenceEqual(pair.Second));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void RandomBytes_AnyOfThem_GiveMessagesOrAnRpcException() => Prop.ForAll<byte[]>(bytes =>
    {
        try { ReadAllAsync(bytes, 7).GetAwaiter().GetResult(); }
        catch (RpcException error) { Assert.Contains(error.StatusCode, (StatusCode[])[StatusCode.Internal, StatusCode.ResourceExhausted]); }
    }).QuickCheckThrowOnFailure();

    private static async Task<byte[][]> ReadAllAsync(byte[] stream, int piece)
    {
        var pipe = new Pipe();
        var reader = new MessageReader(pipe.Reader, 1 << 20, MessageEncoding.Identity);
        Task write = Task.Run(async () =>
        {
            for (int i = 0; i < stream.Length; i += piece) { await pipe.Writer.WriteAsync(stream.AsMemory(i, Math.Min(piece, stream.Length - i))); }
            await pipe.Writer.CompleteAsync();
        });
        var messages = new List<byte[]>();
        try
        {
            while (await reader.ReadAsync(Requests, default) is { } message) { messages.Add(message.Payload.ToByteArray()); }
        }
        finally { await pipe.Reader.CompleteAsync(); }

        await write;
        return [.. messages];
    }
}
