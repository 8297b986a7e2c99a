#!/usr/bin/env python3
"""The reference verifier as a program, to be compared with others.

Reads cases from standard input until it ends, each a statement and a proof, both a u32 of bytes and the bytes; writes one line for
each: "accept", or "reject" and the reason's code.
"""
import sys

from fvmproof.errors import Reject
from fvmproof.field import DecodeError
from fvmproof.protocol import Statement, verify


def piece(stream):
    length = stream.read(4)
    return stream.read(int.from_bytes(length, "little")) if length else None


def judge(statement, proof):
    try:
        verify(Statement.decode(statement), proof, True)
        return "accept"
    except DecodeError:
        return "reject statement"
    except Reject as rejection:
        return "reject " + rejection.code


def main():
    while (statement := piece(sys.stdin.buffer)) is not None:
        print(judge(statement, piece(sys.stdin.buffer)), flush=True)


if __name__ == "__main__":
    main()
