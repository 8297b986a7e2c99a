#!/usr/bin/env python3
"""Writes e2e-random-SEED.json files: random satisfied circuits over random shapes, proven by the reference prover.

    PYTHONPATH=<folder of the package fvmproof> random_circuits.py FOLDER FIRST_SEED LAST_SEED

Shapes are drawn around the borders: 0, 1, 2 rows, one less and more than a matrix row, several matrix rows, datasets without
columns or blocks, matrices whose height is no power of two. The committed files are seeds that have the rarest of them.
"""
import json
import pathlib
import random
import sys

from fvmproof import vectors
from fvmproof.circuit import CELL, EVERY, FIRST, LAST, SUM, TRANSITION, Circuit, TableBuilder
from fvmproof.errors import Reject
from fvmproof.field import P
from fvmproof.layout import Block
from fvmproof.profile import TEST_PROFILES
from fvmproof.protocol import (Instance, Statement, continuation_hash, decode_proof, prove, record_hash, register_dataset, verify,
                               verify_core)
from fvmproof.transcript import blake2b256

DOMAINS = (EVERY, TRANSITION, FIRST, LAST)


def in_domain(domain, row, rows):
    return domain == EVERY or (domain == TRANSITION and row < rows - 1) or (domain == FIRST and row == 0) or (domain == LAST and row == rows - 1)


class Draw(random.Random):
    """Values and sizes around the borders."""

    def value(self):
        return self.choice([0, 1, 2, P - 1, self.randrange(P), self.randrange(100)])

    def column(self, rows):
        return [self.value() for _ in range(rows)]

    def height(self, row_length):
        h = row_length
        return self.choice([0, 1, 2, 3, 5, h - 1, h, h + 1, 2 * h, 2 * h + 1, self.randrange(3 * h + 2), self.randrange(12)])


class RandomTable:
    """A table with its witness; every constraint added holds."""

    def __init__(self, draw, number, rows, dataset_columns, dataset_values, pubs, n_chal):
        self.draw, self.number, self.rows, self.pubs, self.n_chal = draw, number, rows, pubs, n_chal
        self.builder = TableBuilder(dataset_columns, 0)
        self.columns, self.first_aux = list(dataset_values), len(dataset_columns)

    def aux(self, values):
        self.builder.t.n_aux += 1
        self.columns.append([v % P for v in values])
        return len(self.columns) - 1

    def leaf(self):
        """(expression, value at a row, degree)"""
        kind = self.draw.randrange(5)
        if kind < 2 and self.columns:
            c = self.draw.randrange(len(self.columns))
            return self.builder.cur(c), lambda i: self.columns[c][i], 1
        if kind == 2:
            return self.builder.idx(), lambda i: i, 1
        if kind == 3:
            p = self.draw.randrange(len(self.pubs))
            return self.builder.pub(p), lambda i: self.pubs[p], 0
        v = self.draw.value()
        return self.builder.const(v), lambda i: v, 0

    def expression(self, degree, depth):
        if depth == 0:
            return self.leaf()
        (x, f, dx), (y, g, dy) = self.expression(degree, depth - 1), self.expression(degree, self.draw.randrange(depth))
        kind = self.draw.randrange(3)
        if kind == 2 and dx + dy <= degree:
            return x * y, lambda i: f(i) * g(i) % P, dx + dy
        if kind == 1:
            return x - y, lambda i: (f(i) - g(i)) % P, max(dx, dy)
        return x + y, lambda i: (f(i) + g(i)) % P, max(dx, dy)

    def define_column(self):
        """A column that equals an expression on a domain and is noise elsewhere."""
        (e, f, _), domain = self.expression(4, self.draw.randrange(1, 4)), self.draw.choice(DOMAINS)
        c = self.aux([f(i) if in_domain(domain, i, self.rows) else self.draw.value() for i in range(self.rows)])
        self.builder.constrain(domain, e - self.builder.cur(c))

    def shift_column(self):
        c = self.draw.randrange(len(self.columns))
        following = self.columns[c][1:] + [self.draw.value()]
        d = self.aux(following[:self.rows])
        self.builder.constrain(TRANSITION, self.builder.nxt(c) - self.builder.cur(d))

    def cancel(self, bus):
        """A message that is sent and received by the same rows."""
        message = [self.expression(5, self.draw.randrange(3))[0] for _ in range(self.draw.randrange(1, 4))]
        numerator, domain = self.expression(3, 1)[0], self.draw.choice(DOMAINS)
        if self.n_chal and self.draw.randrange(2):
            numerator = numerator * (1 + self.builder.chal(self.draw.randrange(self.n_chal)))
        self.builder.interact(domain, bus, numerator, message)
        self.builder.interact(domain, bus, -numerator, message)

    def permute(self, bus):
        """A column and a shuffled copy."""
        c = self.draw.randrange(len(self.columns))
        d = self.aux(self.draw.sample(self.columns[c], self.rows))
        self.builder.interact(EVERY, bus, 1, [self.builder.cur(c)])
        self.builder.interact(EVERY, bus, -self.builder.const(1), [self.builder.cur(d)])

    def fill(self):
        for _ in range(self.draw.randrange(3)):
            self.aux(self.draw.column(self.rows))
        for _ in range(self.draw.randrange(3)):
            self.define_column()
        if self.columns and self.draw.randrange(2):
            self.shift_column()
        for i in range(self.draw.randrange(3)):
            self.cancel(10 * self.number + i)
        if self.columns and self.draw.randrange(2):
            self.permute(1000 + self.number)


class RandomCircuit:
    def __init__(self, seed):
        self.draw = Draw(seed)
        self.seed, self.profile = seed, self.draw.choice(list(TEST_PROFILES.values()))
        self.datasets, self.commitments, self.values = [], [], {}
        self.pubs, self.n_chal = self.draw.column(self.draw.randrange(1, 5)), self.draw.randrange(3)
        self.tables, self.claims, self.products = [], [], []
        for d in range(self.draw.randrange(4)):
            self.add_dataset(d)
        for _ in range(self.draw.randrange(1, 5)):
            self.add_table()
        for _ in range(self.draw.randrange(5)):
            self.add_claim()
        for _ in range(self.draw.randrange(3)):
            self.add_product()

    def add_dataset(self, d):
        draw, pf = self.draw, self.profile
        blocks = [Block(draw.height(1 << pf.m), draw.randrange(4)) for _ in range(draw.randrange(4))]
        columns = {(b, c): draw.column(block.n) for b, block in enumerate(blocks) for c in range(block.n_cols)}
        dataset, commitment = register_dataset(columns, blocks, pf.m, pf.r0, blake2b256(bytes([d])))
        self.datasets.append(dataset)
        self.commitments.append(commitment)
        self.values.update({(d,) + key: column for key, column in columns.items()})

    def add_table(self):
        rows, keys = self.draw.height(1 << self.profile.m), []
        if self.values and self.draw.randrange(3):
            rows = len(self.values[self.draw.choice(list(self.values))])
            keys = [k for k, v in self.values.items() if len(v) == rows][:self.draw.randrange(1, 4)]
        table = RandomTable(self.draw, len(self.tables), rows, keys, [self.values[k] for k in keys], self.pubs, self.n_chal)
        table.fill()
        self.tables.append(table)

    def add_claim(self):
        t = self.draw.randrange(len(self.tables))
        table = self.tables[t]
        if not table.columns:
            return
        c = self.draw.randrange(len(table.columns))
        cell = table.rows and self.draw.randrange(2)
        row = self.draw.randrange(table.rows) if cell else 0
        self.claims.append((CELL if cell else SUM, t, c, row, len(self.pubs)))
        self.pubs.append((table.columns[c][row] if cell else sum(table.columns[c])) % P)

    def add_product(self):
        a, k, b = (self.draw.randrange(4) for _ in range(3))
        x, y = self.draw.column(1 << a + k), self.draw.column(1 << k + b)
        z = [sum(x[i * (1 << k) + l] * y[j * (1 << k) + l] for l in range(1 << k)) % P for i in range(1 << a) for j in range(1 << b)]
        first = len(self.tables)
        for column in (x, y, z):
            table = RandomTable(self.draw, len(self.tables), len(column), [], [], self.pubs, 0)
            table.aux(column)
            self.tables.append(table)
        self.products.append((first, 0, first + 1, 0, first + 2, 0, a, k, b))

    def statement(self):
        circuit = Circuit([t.builder.t for t in self.tables], len(self.pubs), self.n_chal, self.claims, self.products)
        return Statement(blake2b256(b"random:%d" % self.seed), self.profile, circuit, self.datasets, [t.rows for t in self.tables], self.pubs)

    def aux_columns(self):
        return {(t, c - table.first_aux): table.columns[c] for t, table in enumerate(self.tables) for c in range(table.first_aux, len(table.columns))}


def flipped(statement, proof, seed, count=20):
    rnd = random.Random(seed)
    for _ in range(count):
        at, bit = rnd.randrange(len(proof)), 1 << rnd.randrange(8)
        changed = bytes([proof[at] ^ bit])
        code = vectors.code_of(statement, proof[:at] + changed + proof[at + 1:])
        assert code.startswith("reject"), (seed, at, bit)
        yield dict(why="byte %d ^ %02x" % (at, bit), expect=code, proof_patch=[at, changed.hex()])


def vector(seed):
    circuit = RandomCircuit(seed)
    statement = circuit.statement()
    instance = Instance(statement, True)
    aux = circuit.aux_columns()
    proof = prove(statement, circuit.commitments, aux, allow_insecure=True, max_part=1500)
    encoded = statement.encode()
    verify(Statement.decode(encoded), proof, True)
    records = verify_core(statement, decode_proof(proof)[0], True)
    hashes = [record_hash(r) for r in records]
    return dict(name="random_%d" % seed, profile=statement.profile.name, profile_id=statement.profile.id, statement=encoded.hex(),
                statement_hash=blake2b256(encoded).hex(), circuit=statement.circuit.encode().hex(), ng=instance.ng,
                degree=instance.ci.degree, W=instance.W, n_claims=instance.n_claims,
                aux_columns=[[t, c, [str(v) for v in column]] for (t, c), column in aux.items()],
                dataset_rows=[[[str(v) for v in row] for row in com.rows] for com in circuit.commitments],
                proof=proof.hex(), level_records=[r.encode().hex() for r in records], level_hashes=[h.hex() for h in hashes],
                continuation_after_core=continuation_hash(statement, hashes, (0, 0)).hex(), expect="accept",
                tampered=list(flipped(statement, proof, seed)))


def main(folder, first, last):
    for seed in range(first, last + 1):
        try:
            made = vector(seed)
        except Reject as rejection:
            print("seed %d: nothing is committed (%s)" % (seed, rejection.code))
            continue
        with open(pathlib.Path(folder) / ("e2e-random-%d.json" % seed), "w") as file:
            json.dump(made, file, separators=(",", ":"))
            file.write("\n")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
