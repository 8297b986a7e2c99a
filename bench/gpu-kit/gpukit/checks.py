"""Every kernel against hashlib: edge values, sizes around the widths of warps and groups, random input, poisoned outputs."""

import ctypes as c
import os

from . import trees

POISON = 0xA5
EDGES = b"".join(value.to_bytes(8, "little") for value in (0, 1, 2**32 - 1, 2**64 - 1, 0xFFFFFFFF00000001, 0xFFFFFFFF00000000))

# Roots and levels.
SHA256_SHAPES = [(1, 1), (31, 1), (32, 1), (33, 2), (127, 1), (128, 1), (129, 3), (3, 7), (1, 8), (1, 9), (5, 11), (1, 14)]
# Bytes of a leaf and depth.
BLAKE2B_SHAPES = [(1, 0), (7, 1), (8, 5), (9, 6), (32, 7), (126, 3), (127, 8), (128, 9), (129, 4), (255, 2), (256, 8), (1000, 3), (40, 13)]


def test_input(size):
    return (EDGES + os.urandom(size))[:size]


def first_difference(got, expected, situation):
    if got == expected:
        return None
    at = next(i for i in range(0, len(expected), 32) if got[i:i + 32] != expected[i:i + 32])
    return f"{situation}: value {at // 32} is {got[at:at + 32].hex()}, expected {expected[at:at + 32].hex()}"


def put(device, data, size):
    host, buffer = device.pinned(size), device.allocate(size)
    c.memmove(host, data, len(data))
    device.upload(host, buffer, size)
    return buffer


def get(device, buffer, size):
    host = device.pinned(size)
    device.download(buffer, host, size)
    device.finish()
    return bytes(host)


def check_sha256_tree(device):
    tree = trees.Sha256Tree(device)
    for roots, levels in SHA256_SHAPES:
        count = roots << levels
        data = test_input(count * 32)
        nodes, other = put(device, data, count * 32), device.allocate(count * 32)
        device.fill(other, POISON, count * 32)
        got = get(device, tree.fold(nodes, other, count, levels), roots * 32)
        device.free(nodes)
        device.free(other)
        wrong = first_difference(got, trees.sha256_roots(data, levels), f"{roots} roots over {levels} levels")
        if wrong:
            return wrong
    return None


def check_blake2b_tree(device):
    tree = trees.Blake2bTree(device)
    for leaf_bytes, depth in BLAKE2B_SHAPES:
        count = 1 << depth
        data = test_input(count * leaf_bytes)
        size = (2 * count - 1) * 32
        leaves, nodes = put(device, data, len(data) + trees.LEAF_PADDING), device.allocate(size)
        device.fill(nodes, POISON, size)
        tree.hash_leaves(leaves, nodes, count, leaf_bytes)
        tree.build_levels(nodes, count)
        got = get(device, nodes, size)
        device.free(leaves)
        device.free(nodes)
        wrong = first_difference(got, trees.blake2b_tree(data, leaf_bytes), f"2^{depth} leaves of {leaf_bytes} bytes")
        if wrong:
            return wrong
    return None


CHECKS = {"sha256_tree": check_sha256_tree, "blake2b_tree": check_blake2b_tree}


def run(device):
    results = []
    for kernel, check in CHECKS.items():
        try:
            wrong = check(device)
        except RuntimeError as failure:
            wrong = str(failure)
        results.append({"kernel": kernel, "passed": wrong is None, "detail": wrong or "agrees with hashlib"})
    return results
