#!/usr/bin/env python3
"""Submits a possession job, or with --circuit a proof-of-circuit job, to a running sidecar with the official gRPC client, follows it, and prints the settlement.

Needs grpcio and protoc with its Python plug-in (Debian: python3-grpcio, protobuf-compiler, protobuf-compiler-grpc, libprotobuf-dev; or pip's grpcio-tools). The message classes are
generated from proto/ into a temporary folder. Exit status 0 only if the job settled.
"""
import argparse
import glob
import os
import shutil
import subprocess
import sys
import tempfile

PROTO = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "proto")


def generate(folder):
    files = sorted(glob.glob(os.path.join(PROTO, "fvmcompute", "v1", "*.proto")))
    plugin = shutil.which("grpc_python_plugin")
    if plugin and shutil.which("protoc"):
        command = ["protoc", f"--plugin=protoc-gen-grpc_python={plugin}", f"--grpc_python_out={folder}"]
    else:
        command = [sys.executable, "-m", "grpc_tools.protoc", f"--grpc_python_out={folder}"]
    subprocess.run(command + [f"--proto_path={PROTO}", f"--python_out={folder}"] + files, check=True)
    sys.path.insert(0, folder)


def circuit_spec(jobs_pb2, arguments):
    with open(arguments.circuit, "rb") as file:
        circuit = file.read()
    witness = b""
    if arguments.witness:
        with open(arguments.witness, "rb") as file:
            witness = file.read()
    public_values = [jobs_pb2.PublicValue() for _ in range(int.from_bytes(circuit[2:4], "little"))]
    return jobs_pb2.JobSpec(circuit=jobs_pb2.CircuitSpec(
        circuit=circuit, dataset_ids=[bytes.fromhex(text) for text in arguments.dataset_id], public_values=public_values,
        rows=[jobs_pb2.RowRange(least=rows, most=rows) for rows in arguments.rows], profile=arguments.profile, witness=witness))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--server", default="127.0.0.1:4712", help="host:port of the sidecar")
    kind = parser.add_mutually_exclusive_group(required=True)
    kind.add_argument("--piece-cid", help="PieceCID v2, or v1 with --padded-size")
    kind.add_argument("--circuit", help="circuit file (docs/proof-files.md); all its public values are results")
    parser.add_argument("--padded-size", type=int, default=0)
    parser.add_argument("--challenges", type=int, default=10)
    parser.add_argument("--dataset-id", action="append", default=[], help="in hex, once for each dataset of the circuit")
    parser.add_argument("--witness", help="witness file, for a circuit with auxiliary columns")
    parser.add_argument("--rows", type=int, action="append", default=[], help="exact rows, once for each table of the circuit")
    parser.add_argument("--profile", default="chain-4-m12")
    parser.add_argument("--price", required=True, help="attoFIL")
    parser.add_argument("--request-id", default="", help="the same id returns the first job instead of making another")
    arguments = parser.parse_args()

    with tempfile.TemporaryDirectory() as folder:
        generate(folder)
        import grpc
        from fvmcompute.v1 import jobs_pb2, jobs_pb2_grpc

        with grpc.insecure_channel(arguments.server) as channel:
            jobs = jobs_pb2_grpc.JobsStub(channel)
            spec = circuit_spec(jobs_pb2, arguments) if arguments.circuit else jobs_pb2.JobSpec(possession=jobs_pb2.PossessionSpec(
                piece_cid=arguments.piece_cid, padded_size=arguments.padded_size, challenges=arguments.challenges))
            spec.max_price = arguments.price
            request = jobs_pb2.SubmitJobRequest(request_id=arguments.request_id, spec=spec)
            try:
                job = jobs.SubmitJob(request, timeout=60)
                for update in jobs.WatchJob(jobs_pb2.WatchJobRequest(name=job.name)):
                    print(jobs_pb2.JobState.Name(update.job.state), update.message)
                job = jobs.GetJob(jobs_pb2.GetJobRequest(name=job.name), timeout=60)
            except grpc.RpcError as error:
                sys.exit(f"{error.code().name}: {error.details()}")

            if job.state != jobs_pb2.JOB_STATE_SETTLED:
                sys.exit(f"not settled: {job.reason}")
            parts = list(jobs.GetResult(jobs_pb2.GetResultRequest(name=job.name), timeout=60))
            proof = b"".join(part.proof_chunk for part in parts)
            print(f"settled: {job.settlement.gas_used} gas, paid {job.settlement.paid} attoFIL, proof of {len(proof)} bytes,"
                  f" attestation {parts[0].result.attestation_cid}")
            if parts[0].result.HasField("circuit"):
                print(f"proven: public values {list(parts[0].result.circuit.public_values)}, in {len(job.settlement.proof_messages)} messages")


if __name__ == "__main__":
    main()
