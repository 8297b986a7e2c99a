"""Writes manifest.json beside built actors: manifest.py FOLDER NAME..."""

import base64
import hashlib
import json
import os
import sys


def code_cid(wasm: bytes) -> str:
    """CIDv1, raw (0x55), BLAKE2b-256, as base32 text."""
    cid = bytes.fromhex("0155a0e40220") + hashlib.blake2b(wasm, digest_size=32).digest()
    return "b" + base64.b32encode(cid).decode().lower().rstrip("=")


folder, names = sys.argv[1], sys.argv[2:]
actors = []
for name in names:
    with open(os.path.join(folder, name + ".wasm"), "rb") as file:
        wasm = file.read()
    actors.append({"name": name, "file": name + ".wasm", "bytes": len(wasm), "code": code_cid(wasm)})
with open(os.path.join(folder, "manifest.json"), "w") as file:
    json.dump({"actors": actors}, file, indent=2)
    file.write("\n")
