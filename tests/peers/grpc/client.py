"""A client made with python3-grpcio, run against a server of ours:

    python3 client.py <plain address> <TLS address> <CA certificate file> <folder of the generated stubs>

Prints one line for each check that held, and fails at the first that did not.
"""
import sys
import threading
import time

plain_address, tls_address, authority_file, stubs = sys.argv[1:5]
sys.path.insert(0, stubs)

import grpc  # noqa: E402
import echo_pb2  # noqa: E402
import echo_pb2_grpc  # noqa: E402
from google.protobuf import descriptor_pb2  # noqa: E402
from rpc_stubs import error_details_pb2, status_pb2  # noqa: E402
from health_stubs.v1 import health_pb2, health_pb2_grpc  # noqa: E402
from reflection_stubs.v1 import reflection_pb2, reflection_pb2_grpc  # noqa: E402

LIMITS = [("grpc.max_receive_message_length", 32 << 20), ("grpc.max_send_message_length", 32 << 20)]
Request = echo_pb2.EchoRequest


def failure(call, code):
    try:
        call()
    except grpc.RpcError as error:
        assert error.code() == code, error
        return error
    raise AssertionError("the call was expected to fail with %s" % code)


def unary(stub, _):
    response = stub.Unary(Request(text="größe", payload=b"\1\2\3"))
    assert (response.text, response.payload) == ("größe", b"\1\2\3")


def nine_mebibytes(stub, _):
    payload = b"\7" * (9 << 20)
    assert stub.Unary(Request(payload=payload)).payload == payload


def too_large(stub, _):
    failure(lambda: stub.Unary(Request(payload=bytes(17 << 20))), grpc.StatusCode.RESOURCE_EXHAUSTED)


def server_stream(stub, _):
    assert [response.index for response in stub.Expand(Request(count=500))] == list(range(500))
    assert list(stub.Expand(Request(count=0))) == []


def client_stream(stub, _):
    response = stub.Collect(Request(payload=bytes(i)) for i in range(500))
    assert (response.index, response.payload_bytes) == (500, 499 * 500 // 2)


def client_stream_ended_by_server(stub, _):
    release = threading.Event()

    def requests():
        yield Request(text="stop")
        release.wait(10)

    error = failure(lambda: stub.Collect(requests()), grpc.StatusCode.ABORTED)
    release.set()
    assert error.details() == "stopped"


def duplex_stream(stub, _):
    turn = threading.Semaphore(1)

    def requests():
        for i in range(100):
            turn.acquire()
            yield Request(text="turn %d" % i)

    seen = 0
    for response in stub.Chat(requests()):
        assert (response.text, response.index) == ("turn %d" % seen, seen)
        seen += 1
        turn.release()
    assert seen == 100


def deadline(stub, _):
    started = time.monotonic()
    failure(lambda: stub.Unary(Request(text="py deadline", delay_ms=30000), timeout=0.2), grpc.StatusCode.DEADLINE_EXCEEDED)
    assert time.monotonic() - started < 10


def cancellation(stub, _):
    call = stub.Expand(Request(text="py cancel", count=100000, delay_ms=5))
    next(call)
    call.cancel()
    failure(lambda: list(call), grpc.StatusCode.CANCELLED)


def metadata(stub, _):
    everything = bytes(range(256))
    _, call = stub.Reflect.with_call(Request(), metadata=[("echo-text", "a; ~%20"), ("echo-bytes-bin", everything)])
    for received in (call.initial_metadata(), call.trailing_metadata()):
        values = dict(received)
        assert (values["echo-text"], values["echo-bytes-bin"]) == ("a; ~%20", everything), values


def error_message(stub, _):
    asked = echo_pb2.FailRequest(how="HOW_RPC_EXCEPTION", code=11, message="50 % → größe\n")
    error = failure(lambda: stub.Fail(asked), grpc.StatusCode.OUT_OF_RANGE)
    assert error.details() == "50 % → größe\n", error.details()
    assert dict(error.trailing_metadata())["why"] == "asked"


def error_details(stub, _):
    asked = echo_pb2.FailRequest(how="HOW_BAD_FIELD", message="0 is not in 1 to 64")
    error = failure(lambda: stub.Fail(asked), grpc.StatusCode.INVALID_ARGUMENT)
    status = status_pb2.Status.FromString(dict(error.trailing_metadata())["grpc-status-details-bin"])
    bad = error_details_pb2.BadRequest()
    assert status.code == 3 and status.details[0].Unpack(bad)
    violation = bad.field_violations[0]
    assert (violation.field, violation.description, violation.reason) == ("spec.count", "0 is not in 1 to 64", "OUT_OF_RANGE")


def hidden_fault(stub, _):
    asked = echo_pb2.FailRequest(how="HOW_PLAIN_EXCEPTION", message="hunter2")
    assert "hunter2" not in failure(lambda: stub.Fail(asked), grpc.StatusCode.UNKNOWN).details()


def unimplemented(_, channel):
    failure(lambda: channel.unary_unary("/fvmcompute.test.v1.Echo/Nothing")(b""), grpc.StatusCode.UNIMPLEMENTED)


def gzip(stub, _):
    payload = b"\1" * 300000
    response, call = stub.Unary.with_call(Request(payload=payload), compression=grpc.Compression.Gzip)
    assert response.payload == payload
    # One call goes both ways in a few hundred bytes.
    assert list(stub.Chat((Request(payload=payload) for _ in range(3)), compression=grpc.Compression.Gzip))[2].payload == payload


def health(_, channel):
    stub = health_pb2_grpc.HealthStub(channel)
    asked = health_pb2.HealthCheckRequest
    assert stub.Check(asked()).status == health_pb2.HealthCheckResponse.SERVING
    failure(lambda: stub.Check(asked(service="none")), grpc.StatusCode.NOT_FOUND)
    watch = stub.Watch(asked(service="none"))
    assert next(watch).status == health_pb2.HealthCheckResponse.SERVICE_UNKNOWN
    watch.cancel()


def reflection(_, channel):
    stub = reflection_pb2_grpc.ServerReflectionStub(channel)
    asked = reflection_pb2.ServerReflectionRequest
    services, file = stub.ServerReflectionInfo(iter([asked(list_services=""), asked(file_containing_symbol="fvmcompute.test.v1.Echo")]))
    assert "fvmcompute.test.v1.Echo" in [service.name for service in services.list_services_response.service]
    described = descriptor_pb2.FileDescriptorProto.FromString(file.file_descriptor_response.file_descriptor_proto[0])
    expected = descriptor_pb2.FileDescriptorProto()
    echo_pb2.DESCRIPTOR.CopyToProto(expected)
    assert [method.name for method in described.service[0].method] == [method.name for method in expected.service[0].method]
    assert [message.name for message in described.message_type] == [message.name for message in expected.message_type]


CHECKS = [unary, nine_mebibytes, too_large, server_stream, client_stream, client_stream_ended_by_server, duplex_stream, deadline, cancellation, metadata,
          error_message, error_details, hidden_fault, unimplemented, gzip, health, reflection]


def main():
    with open(authority_file, "rb") as file:
        authority = file.read()
    channels = {
        "plain": grpc.insecure_channel(plain_address, options=LIMITS),
        "tls": grpc.secure_channel(tls_address, grpc.ssl_channel_credentials(authority), options=LIMITS),
    }
    for kind, channel in channels.items():
        with channel:
            stub = echo_pb2_grpc.EchoStub(channel)
            for check in CHECKS:
                try:
                    check(stub, channel)
                except Exception:
                    print("failed: %s %s" % (kind, check.__name__), file=sys.stderr)
                    raise
                print("%s %s" % (kind, check.__name__), flush=True)


main()
