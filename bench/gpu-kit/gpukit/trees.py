"""Launches the two tree kernels as the product does, and their references by hashlib."""

import ctypes as c
import hashlib

GROUP_SIZE = 128
NODE = 32
BULK_LEVELS, MOST_LEVELS = 3, 8
LEAF_PADDING = 16


def groups(items):
    return (items + GROUP_SIZE - 1) // GROUP_SIZE


def levels_at_once(device, pairs):
    """While a launch fills the device three levels keep every warp full; after that fewer launches count for more."""
    return BULK_LEVELS if pairs > 4 * GROUP_SIZE * device.compute_units else MOST_LEVELS


class Sha256Tree:
    """Nodes to roots. `other` is scratch of half the nodes' size; the nodes are overwritten when there is more than one launch."""

    def __init__(self, device):
        self.device = device
        self.kernel = device.load("sha256_tree")("sha256_tree_reduce")

    def fold(self, nodes, other, count, levels, stream=0):
        pairs, source, target = count // 2, nodes, other
        while levels > 0:
            step = min(levels, levels_at_once(self.device, pairs))
            self.device.launch(self.kernel, groups(pairs), [source, target, c.c_uint(pairs), c.c_uint(step)], stream)
            source, target = target, source
            levels, pairs = levels - step, pairs >> step
        return source


class Blake2bTree:
    def __init__(self, device):
        self.device = device
        kernel = device.load("blake2b_tree")
        self.leaves, self.levels = kernel("blake2b_tree_leaves"), kernel("blake2b_tree_levels")

    def hash_leaves(self, data, tree, count, leaf_bytes):
        self.device.launch(self.leaves, groups(count), [data, tree, c.c_uint64(0), c.c_uint64(0), c.c_uint(count), c.c_uint(leaf_bytes)])

    def build_levels(self, tree, count):
        children = 0
        while count > 1:
            pairs = count // 2
            step = min(count.bit_length() - 1, levels_at_once(self.device, pairs))
            self.device.launch(self.levels, groups(pairs), [tree, c.c_uint64(children), c.c_uint64(children + count), c.c_uint(pairs), c.c_uint(step)])
            for _ in range(step):
                children, count = children + count, count // 2


def sha256_roots(nodes, levels):
    level = bytes(nodes)
    for _ in range(levels):
        parents = bytearray()
        for at in range(0, len(level), 2 * NODE):
            digest = bytearray(hashlib.sha256(level[at:at + 2 * NODE]).digest())
            digest[-1] &= 0x3F
            parents += digest
        level = bytes(parents)
    return level


def blake2b(message):
    return hashlib.blake2b(message, digest_size=NODE).digest()


def blake2b_tree(leaves, leaf_bytes):
    level = [blake2b(b"\0" + leaves[at:at + leaf_bytes]) for at in range(0, len(leaves), leaf_bytes)]
    tree = list(level)
    while len(level) > 1:
        level = [blake2b(b"\1" + level[i] + level[i + 1]) for i in range(0, len(level), 2)]
        tree += level
    return b"".join(tree)
