"""Rates beside measured ceilings. Random input, two input sets in turn so that none stays in a cache, outputs poisoned before each run, device events,
warm-up, medians; a sample of every timed result is checked."""

import ctypes as c
import os
import statistics
import time

from . import checks, trees

GROUP_SIZE = 128
CHAINS = 8
NODE = 32
# 32-bit instructions for each byte hashed (hardware floors of the project's design: SHA-256 27, BLAKE2b 20).
SHA256_NODE_INSTRUCTIONS = 27 * 64
BLAKE2B_BLOCK_INSTRUCTIONS = 20 * 128
SAMPLES = 64


class Bench:
    def __init__(self, device, size, runs):
        self.device, self.size, self.runs = device, size, runs
        self.random = os.urandom(size)
        self.host = [device.pinned(size) for _ in range(2)]
        self.inputs = [device.allocate(size + trees.LEAF_PADDING) for _ in range(2)]
        self.output = device.allocate(2 * size)
        # The second set is the first one turned by a node and a bit, so that both are random and differ everywhere.
        self.sets = [self.random, self.random[size // 2 + NODE:] + self.random[:size // 2 + NODE]]
        self.restore()

    def restore(self):
        for host, buffer, data in zip(self.host, self.inputs, self.sets):
            c.memmove(host, data, self.size)
            self.device.upload(host, buffer, self.size)
        self.device.finish()

    def median(self, submit, prepare=None):
        """Median, fastest and slowest of the timed runs; two runs before them warm up."""
        seconds = []
        for run in range(self.runs + 2):
            self.device.fill(self.output, checks.POISON, 2 * self.size)
            if prepare:
                prepare(run % 2)
            self.device.finish()
            seconds.append(self.device.seconds(lambda: submit(run % 2)))
        timed = seconds[2:]
        return {"medianSeconds": statistics.median(timed), "fastestSeconds": min(timed), "slowestSeconds": max(timed), "runs": len(timed)}

    def wall(self, work):
        seconds = []
        for _ in range(max(3, self.runs // 2) + 1):
            start = time.perf_counter()
            work()
            self.device.finish()
            seconds.append(time.perf_counter() - start)
        return {"medianSeconds": statistics.median(seconds[1:]), "runs": len(seconds) - 1}


def ceilings(bench):
    device, size = bench.device, bench.size
    kernel = device.load("ceilings")
    copy = bench.median(lambda turn: device.launch(kernel("copy_words"), trees.groups(size // 16), [bench.inputs[turn], bench.output, c.c_uint(size // 16)]))
    up = bench.median(lambda turn: device.upload(bench.host[turn], bench.inputs[turn], size))
    down = bench.median(lambda turn: device.download(bench.output, bench.host[turn], size))
    bench.restore()
    return {
        "copyBytesPerSecond": 2 * size / copy["medianSeconds"],
        "uploadBytesPerSecond": size / up["medianSeconds"],
        "downloadBytesPerSecond": size / down["medianSeconds"],
        "multiplyAddsPerSecond": instructions(bench, kernel("multiply_add"), CHAINS),
        "addXorRotatesPerSecond": instructions(bench, kernel("add_xor_rotate"), 3 * CHAINS),
    }


def instructions(bench, kernel, per_round):
    """Enough groups to fill the device many times over; rounds grow until a run takes 20 ms, so that launching costs nothing."""
    device = bench.device
    groups = min(64 * device.compute_units, 2 * bench.size // (4 * GROUP_SIZE))
    rounds = 64
    while True:
        run = bench.median(lambda turn: device.launch(kernel, groups, [bench.output, c.c_uint(rounds), c.c_uint(12345 + turn)]))
        if run["medianSeconds"] > 0.02 or rounds >= 1 << 22:
            return groups * GROUP_SIZE * rounds * per_round / run["medianSeconds"]
        rounds *= 4


def sha256_tree(bench, ceiling):
    """All nodes of the input to one root each 2^9; kernel-only, then with the transfers overlapping on two streams."""
    device, count, levels = bench.device, bench.size // NODE, 9
    tree = trees.Sha256Tree(device)
    results = []

    def prepare(turn):
        device.upload(bench.host[turn], bench.inputs[turn], bench.size)

    timing = bench.median(lambda turn: results.append((turn, tree.fold(bench.inputs[turn], bench.output, count, levels))), prepare)
    turn, roots = results[-1]
    verify_sha256(bench, turn, roots, levels)
    hashes = count - (count >> levels)
    return rate("sha256_tree", f"{count} nodes, {levels} levels", timing, transfer_sha256(bench, tree, levels), hashes, bench.size, {
        "instructions": hashes * SHA256_NODE_INSTRUCTIONS / ceiling["addXorRotatesPerSecond"],
        "memory": 1.3 * bench.size / ceiling["copyBytesPerSecond"],
    })


def verify_sha256(bench, turn, roots, levels):
    device, subtree = bench.device, NODE << levels
    got = checks.get(device, roots, bench.size >> levels)
    for sample in range(0, bench.size // subtree, max(1, bench.size // subtree // SAMPLES)):
        expected = trees.sha256_roots(bench.sets[turn][sample * subtree:(sample + 1) * subtree], levels)
        wrong = checks.first_difference(got[sample * NODE:(sample + 1) * NODE], expected, f"timed run, root {sample}")
        if wrong:
            raise RuntimeError(wrong)


def transfer_sha256(bench, tree, levels):
    """Slices of an eighth, two streams in turn: upload, fold, download the roots."""
    device, slices = bench.device, 8
    size = bench.size // slices
    inputs = [device.allocate(size) for _ in range(2)]
    others = [device.allocate(size) for _ in range(2)]
    roots = [device.pinned(size >> levels) for _ in range(2)]

    def work():
        for piece in range(slices):
            stream = piece % 2
            host = c.byref(bench.host[stream], piece * size)
            device.upload(host, inputs[stream], size, stream)
            folded = tree.fold(inputs[stream], others[stream], size // NODE, levels, stream)
            device.download(folded, roots[stream], size >> levels, stream)

    timing = bench.wall(work)
    for buffer in inputs + others:
        device.free(buffer)
    return timing


def blake2b_leaves(bench, ceiling, leaf_bytes):
    device, count = bench.device, bench.size // leaf_bytes
    tree = trees.Blake2bTree(device)
    turns = []
    timing = bench.median(lambda turn: (turns.append(turn), tree.hash_leaves(bench.inputs[turn], bench.output, count, leaf_bytes)))
    got = checks.get(device, bench.output, count * NODE)
    for sample in range(0, count, max(1, count // SAMPLES)):
        leaf = bench.sets[turns[-1]][sample * leaf_bytes:(sample + 1) * leaf_bytes]
        wrong = checks.first_difference(got[sample * NODE:(sample + 1) * NODE], trees.blake2b(b"\0" + leaf), f"timed run, leaf {sample}")
        if wrong:
            raise RuntimeError(wrong)
    blocks = count * ((leaf_bytes + 1 + 127) // 128)
    return rate("blake2b_tree_leaves", f"{count} leaves of {leaf_bytes} bytes", timing, None, count, bench.size, {
        "instructions": blocks * BLAKE2B_BLOCK_INSTRUCTIONS / ceiling["addXorRotatesPerSecond"],
        "memory": (bench.size + count * NODE) / ceiling["copyBytesPerSecond"],
    })


def blake2b_levels(bench, ceiling):
    """All levels over random leaf digests, which are written to the tree's start before each run."""
    device, count = bench.device, bench.size // NODE
    tree = trees.Blake2bTree(device)
    turns = []
    timing = bench.median(
        lambda turn: (turns.append(turn), tree.build_levels(bench.output, count)),
        lambda turn: device.upload(bench.host[turn], bench.output, bench.size))
    got = checks.get(device, bench.output, (2 * count - 1) * NODE)
    if got[:bench.size] != bench.sets[turns[-1]]:
        raise RuntimeError("blake2b_tree_levels changed the leaves")
    for parent in range(count, 2 * count - 1, max(1, (count - 1) // SAMPLES)):
        child = 2 * (parent - count) * NODE
        expected = trees.blake2b(b"\1" + got[child:child + 2 * NODE])
        wrong = checks.first_difference(got[parent * NODE:(parent + 1) * NODE], expected, f"timed run, digest {parent}")
        if wrong:
            raise RuntimeError(wrong)
    return rate("blake2b_tree_levels", f"{count} digests to the root", timing, None, count - 1, bench.size, {
        "instructions": (count - 1) * BLAKE2B_BLOCK_INSTRUCTIONS / ceiling["addXorRotatesPerSecond"],
        "memory": 3 * bench.size / ceiling["copyBytesPerSecond"],
    })


def rate(kernel, shape, timing, transfer, hashes, input_bytes, floors):
    floor = max(floors, key=floors.get)
    result = {
        "kernel": kernel,
        "shape": shape,
        "hashes": hashes,
        "inputBytes": input_bytes,
        "kernelOnly": timing,
        "hashesPerSecond": hashes / timing["medianSeconds"],
        "inputBytesPerSecond": input_bytes / timing["medianSeconds"],
        "floorSeconds": floors[floor],
        "floorIs": floor,
        "shareOfFloor": floors[floor] / timing["medianSeconds"],
    }
    if transfer:
        result["withTransfer"] = transfer
        result["withTransferBytesPerSecond"] = input_bytes / transfer["medianSeconds"]
    return result


def run(device, size, runs):
    bench = Bench(device, size, runs)
    ceiling = ceilings(bench)
    measured = [sha256_tree(bench, ceiling)]
    bench.restore()
    measured += [blake2b_leaves(bench, ceiling, leaf_bytes) for leaf_bytes in (32, 256, 2048)]
    measured.append(blake2b_levels(bench, ceiling))
    return {"bytes": size, "runs": runs, "ceilings": ceiling, "rates": measured}
