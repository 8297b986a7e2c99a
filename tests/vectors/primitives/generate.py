#!/usr/bin/env python3
"""Writes hashes.json beside this file with Python's hashlib (OpenSSL and the BLAKE2 reference code).

A message of n bytes is the first n bytes of 0, 7, 14, ... modulo 251.
"""
import hashlib
import json
import pathlib

LENGTHS = [0, 1, 3, 31, 32, 55, 56, 57, 63, 64, 65, 111, 112, 127, 128, 129, 135, 136, 137, 255, 256, 257, 383, 384, 385, 1000, 4096, 10007]


def message(n):
    return bytes(7 * i % 251 for i in range(n))


def main():
    vectors = {
        "note": __doc__.strip().splitlines()[-1],
        "blake2b": [
            {"length": n, "digestLength": d, "digest": hashlib.blake2b(message(n), digest_size=d).hexdigest()}
            for n in LENGTHS for d in (1, 20, 32, 48, 63, 64)
        ],
        "sha3_256": [{"length": n, "digest": hashlib.sha3_256(message(n)).hexdigest()} for n in LENGTHS],
        "ripemd160": [{"length": n, "digest": hashlib.new("ripemd160", message(n)).hexdigest()} for n in LENGTHS],
    }
    target = pathlib.Path(__file__).with_name("hashes.json")
    target.write_text(json.dumps(vectors, indent=1) + "\n")


main()
