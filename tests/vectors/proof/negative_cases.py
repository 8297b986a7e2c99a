#!/usr/bin/env python3
"""Writes e2e-negative-*.json: the negative tests of proof-system.md §17, each by its name, on the smallest circuits that have what is changed.

    PYTHONPATH=<folder of the package fvmproof> negative_cases.py FOLDER

A case is refused by the reference; where it says "only", everything else about it is consistent, and a verifier that forgets this one check
accepts it.
"""
import copy
import json
import pathlib
import sys

from cheating_provers import bad_witness, cheats, false_claims, invalid_nonces, two_claims
from consistent_cheats import consistent_cheats
from fvmproof import demos, gadgets
from fvmproof.circuit import CELL, CONST, LAST, SUM
from fvmproof.errors import Reject
from fvmproof.field import DecodeError, K, P, enc_k
from fvmproof.layout import Block
from fvmproof.multilinear import eq_table
from fvmproof.profile import TEST_A, TEST_B, TEST_C
from fvmproof.protocol import Core, Instance, Statement, continuation_hash, decode_proof, encode_proof, prove, record_hash, verify, verify_core
from fvmproof.transcript import blake2b256
from fvmproof.vectors import patch


# The check that alone refuses a case.
ONLY = {"(only this nonce)": "pow", "(only the openings)": "opening-fold", "(only the tree)": "opening-merkle",
        "(only the reduction)": "reduction-final", "(only the final polynomial)": "whir-final",
        "(only the layer)": "gkr-layer", "(only the zerocheck)": "zerocheck-final", "(only the product)": "product-final"}


def code_of(statement, proof):
    try:
        verify(Statement.decode(statement), proof, True)
        return "accept"
    except DecodeError:
        return "reject:statement"
    except Reject as rejection:
        return "reject:" + rejection.code


class Base:
    """An accepted proof and what becomes of it."""

    code_of = staticmethod(code_of)

    def __init__(self, name, demo):
        self.name, self.demo, self.bad = name, demo, []
        self.st, self.coms, self.aux = demo()
        self.statement = self.st.encode()
        self.proof = prove(self.st, self.coms, self.aux, allow_insecure=True, max_part=700)
        self.inst = Instance(self.st, True)
        self.core, self.parts = decode_proof(self.proof)
        self.records = verify_core(self.st, self.core, True)
        assert code_of(self.statement, self.proof) == "accept"

    def add(self, why, statement=None, proof=None):
        code = code_of(statement or self.statement, proof if proof is not None else self.proof)
        only = why[why.find("(only"):] if "(only" in why else ""
        assert code == "reject:" + ONLY[only] if only else code.startswith("reject"), (self.name, why, code)
        case = dict(why=why, expect=code)
        if statement is not None:
            case["statement"] = statement.hex()
        if proof is not None and len(proof) == len(self.proof) and statement is None:
            case["proof_patch"] = patch(self.proof, proof)
        elif proof is not None:
            case["proof"] = proof.hex()
        self.bad.append(case)

    def statement_case(self, why, change):
        changed = copy.deepcopy(self.st)
        change(changed)
        self.add("statement: " + why, statement=changed.encode())

    def core_case(self, why, change):
        changed = Core.decode(self.inst, self.core)
        change(changed)
        self.add("core: " + why, proof=encode_proof(changed.encode(), self.parts))

    def part_case(self, why, parts):
        self.add("parts: " + why, proof=encode_proof(self.core, parts))

    def false(self, what, demo, cheat):
        """A false statement: the prover is honest otherwise, or adjusts a row value so that the reduction check passes."""
        only = "row value adjusted (only the final polynomial)" if cheat else "prover honest (only the reduction)"
        self.add("cheat: false %s, %s" % (what, only), demo[0].encode(), prove(*demo, allow_insecure=True, cheat=cheat, max_part=700))

    def json(self):
        st, hashes = self.st, [record_hash(r) for r in self.records]
        return dict(name=self.name, profile=st.profile.name, profile_id=st.profile.id, statement=self.statement.hex(),
                    statement_hash=blake2b256(self.statement).hex(), circuit=st.circuit.encode().hex(), ng=self.inst.ng,
                    degree=self.inst.ci.degree, W=self.inst.W, n_claims=self.inst.n_claims, proof=self.proof.hex(),
                    level_records=[r.encode().hex() for r in self.records], level_hashes=[h.hex() for h in hashes],
                    continuation_after_core=continuation_hash(st, hashes, (0, 0)).hex(), expect="accept", tampered=self.bad)


# ------------------------------------------------------------------ statements
def put(lst, i, v):
    lst[i] = v


def bump(lst, i):
    lst[i] = (lst[i] + 1) % P


def at(lst, i, field, v):
    lst[i] = lst[i][:field] + (v,) + lst[i][field + 1:]


def every_statement_field(b):
    t0 = lambda s: s.circuit.tables[0]
    b.statement_case("context", lambda s: setattr(s, "context", bytes(32)))
    b.statement_case("profile", lambda s: setattr(s, "profile", TEST_A if s.profile.id == TEST_C.id else TEST_C))
    b.add("statement: profile hash", statement=b.statement[:34] + bytes(32) + b.statement[66:])
    circuit = b.st.circuit.encode()
    longer = (len(circuit) + 1).to_bytes(4, "little") + circuit + b"\0"
    b.add("statement: byte after the circuit", statement=b.statement[:66] + longer + b.statement[70 + len(circuit):])
    b.add("statement: trailing byte", statement=b.statement + b"\0")
    b.add("statement: truncated", statement=b.statement[:-1])
    for i in range(len(b.st.pubs)):
        b.statement_case("public value %d" % i, lambda s: bump(s.pubs, i))
    b.statement_case("public value dropped", lambda s: s.pubs.pop())
    b.statement_case("public value added", lambda s: s.pubs.append(0))
    for i, n in enumerate(b.st.rows):
        for d in (-1, 1):
            b.statement_case("row count of table %d %+d" % (i, d), lambda s: put(s.rows, i, n + d))
    b.statement_case("row count dropped", lambda s: s.rows.pop())
    for i in range(len(b.st.datasets)):
        ds = lambda s: s.datasets[i]
        b.statement_case("root of dataset %d" % i, lambda s: setattr(ds(s), "root", bytes(32)))
        b.statement_case("y of dataset %d" % i, lambda s: setattr(ds(s), "y", ds(s).y + 1))
        b.statement_case("schema of dataset %d" % i, lambda s: setattr(ds(s), "schema", bytes(32)))
        b.statement_case("m of dataset %d" % i, lambda s: setattr(ds(s), "m", ds(s).m + 1))
        b.statement_case("rate of dataset %d" % i, lambda s: setattr(ds(s), "r0", ds(s).r0 + 1))
        b.statement_case("rows of a block of dataset %d" % i, lambda s: put(ds(s).blocks, 0, Block(ds(s).blocks[0].n + 1, ds(s).blocks[0].n_cols)))
        b.statement_case("columns of a block of dataset %d" % i, lambda s: put(ds(s).blocks, 0, Block(ds(s).blocks[0].n, ds(s).blocks[0].n_cols + 1)))
        b.statement_case("block added to dataset %d" % i, lambda s: ds(s).blocks.append(Block(0, 0)))
    b.statement_case("dataset dropped", lambda s: s.datasets.pop())
    b.statement_case("dataset added", lambda s: s.datasets.append(s.datasets[0]))
    if t0(b.st).constraints:
        b.statement_case("constraint dropped", lambda s: t0(s).constraints.pop())
        b.statement_case("domain of a constraint", lambda s: at(t0(s).constraints, 0, 0, LAST))
        b.statement_case("node of a constraint", lambda s: at(t0(s).constraints, 0, 1, 0))
    if t0(b.st).interactions:
        b.statement_case("interaction dropped", lambda s: t0(s).interactions.pop())
        b.statement_case("domain of an interaction", lambda s: at(t0(s).interactions, 0, 0, LAST))
        b.statement_case("bus of an interaction", lambda s: at(t0(s).interactions, 0, 1, 999))
        b.statement_case("numerator of an interaction", lambda s: at(t0(s).interactions, 0, 2, 0))
        b.statement_case("message of an interaction", lambda s: t0(s).interactions[0][3].append(0))
    constants = [i for i, node in enumerate(t0(b.st).nodes) if node[0] == CONST]
    for i in constants[:1]:
        b.statement_case("constant", lambda s: put(t0(s).nodes, i, (CONST, t0(s).nodes[i][1] ^ 1)))
    b.statement_case("node added", lambda s: t0(s).nodes.append((CONST, 0)))
    b.statement_case("number of challenges", lambda s: setattr(s.circuit, "n_chal", s.circuit.n_chal + 1))
    for i, claim in enumerate(b.st.circuit.claims):
        b.statement_case("column of claim %d" % i, lambda s: at(s.circuit.claims, i, 2, 1 - min(claim[2], 1)))
        b.statement_case("row of claim %d" % i, lambda s: at(s.circuit.claims, i, 3, claim[3] + 1))
        b.statement_case("kind of claim %d" % i, lambda s: at(s.circuit.claims, i, 0, SUM if claim[0] == CELL else CELL))
    b.statement_case("claim dropped", lambda s: s.circuit.claims.pop())
    for i in range(len(b.st.circuit.products)):
        product = b.st.circuit.products[i]
        b.statement_case("factors of product %d swapped" % i, lambda s: put(s.circuit.products, i, product[2:4] + product[:2] + product[4:]))
        b.statement_case("exponent of product %d" % i, lambda s: at(s.circuit.products, i, 6, 255))
        b.statement_case("product %d dropped" % i, lambda s: s.circuit.products.pop(i))


def limits(b):
    blocks = lambda s: s.datasets[0].blocks
    b.statement_case("unreferenced block of 2^63 rows", lambda s: blocks(s).append(Block(1 << 63, 1)))
    b.statement_case("unreferenced block of 2^30 rows", lambda s: blocks(s).append(Block(1 << 30, 1)))
    b.statement_case("unreferenced block of 2^64 - 1 rows without columns", lambda s: blocks(s).append(Block(2**64 - 1, 0)))
    b.statement_case("65535 columns", lambda s: blocks(s).append(Block(0, 65535)))
    b.statement_case("65 blocks", lambda s: blocks(s).extend([Block(0, 0)] * 64))
    b.statement_case("65 datasets", lambda s: s.datasets.extend([s.datasets[0]] * 64))
    b.statement_case("auxiliary table of 2^30 rows", lambda s: put(s.rows, 1, 1 << 30))
    b.statement_case("65 tables", lambda s: (s.circuit.tables.extend([s.circuit.tables[1]] * 63), s.rows.extend([s.rows[1]] * 63)))


# ------------------------------------------------------------------ the core
def add_to(lst, *path):
    for k in path[:-1]:
        lst = lst[k]
    lst[path[-1]] = lst[path[-1]] + 1


def replace(lst, i, j):
    lst[i] = lst[i][:j] + (lst[i][j] + 1,) + lst[i][j + 1:]


def nonce(owner, name):
    setattr(owner, name, getattr(owner, name) + 1)


def every_core_field(b):
    pf, core = b.inst.pf, Core.decode(b.inst, b.core)
    if b.inst.aux_rows:
        b.core_case("aux root", lambda c: setattr(c, "aux_root", bytes(32)))
    if pf.pow_lookup:
        b.core_case("nonce of pow-lookup", lambda c: nonce(c, "lookup_nonce"))
    if b.inst.has_lookups:
        b.core_case("root of the lookup tree", lambda c: nonce(c, "gkr_root"))
        b.core_case("root of the lookup tree = 0", lambda c: setattr(c, "gkr_root", K(0)))
        for k, (messages, ends) in enumerate(core.gkr_layers):
            b.core_case("end value of layer %d" % k, lambda c: put(c.gkr_layers, k, (c.gkr_layers[k][0], (ends[0] + 1,) + ends[1:])))
            if k:
                b.core_case("message of layer %d" % k, lambda c: replace(c.gkr_layers[k][0], k - 1, 1))
    b.core_case("first zerocheck message", lambda c: add_to(c.zc_rounds, 0, 0))
    b.core_case("last zerocheck message", lambda c: add_to(c.zc_rounds, -1, -1))
    for t, table in enumerate(b.st.circuit.tables):
        if table.used_cur:
            b.core_case("current opening of table %d" % t, lambda c: add_to(c.openings, t, 0))
        if table.used_next:
            b.core_case("next-row opening of table %d" % t, lambda c: add_to(c.openings, t, -1))
    for i, (_, messages, _) in enumerate(core.products):
        b.core_case("value of product %d" % i, lambda c: replace(c.products, i, 0))
        b.core_case("message of product %d" % i, lambda c: replace(c.products[i][1], 0, 0))
        b.core_case("end of product %d" % i, lambda c: put(c.products, i, c.products[i][:2] + ((c.products[i][2][0] + 1, c.products[i][2][1]),)))
    b.core_case("first reduction message", lambda c: replace(c.red_rounds, 0, 0))
    b.core_case("last reduction message", lambda c: replace(c.red_rounds, -1 % pf.m, 1))
    b.core_case("first row value", lambda c: add_to(c.row_values, 0))
    b.core_case("last row value", lambda c: add_to(c.row_values, -1))
    if pf.pow_batch:
        b.core_case("nonce of pow-batch", lambda c: nonce(c.whir, "batch_nonce"))
    for i in range(pf.levels):
        level = lambda c: c.whir.levels[i]
        b.core_case("root of level %d" % (i + 1), lambda c: setattr(level(c), "root", bytes(32)))
        b.core_case("out-of-domain value of level %d" % (i + 1), lambda c: nonce(level(c), "ood"))
        b.core_case("query value of level %d" % i, lambda c: add_to(level(c).ys, 0))
        b.core_case("query value of level %d dropped" % i, lambda c: level(c).ys.pop())
        b.core_case("query value of level %d added" % i, lambda c: level(c).ys.append(K(0)))
        b.core_case("fold message of level %d" % (i + 1), lambda c: replace(level(c).rounds, 0, 0))
        if pf.pow_query[i]:
            b.core_case("nonce of pow-query of level %d" % i, lambda c: nonce(level(c), "nonce"))
        if pf.pow_fold[i]:
            b.core_case("nonce of pow-fold of level %d" % (i + 1), lambda c: replace(level(c).rounds, 0, 2))
    b.core_case("first value of the final polynomial", lambda c: add_to(c.whir.final, 0))
    b.core_case("last value of the final polynomial", lambda c: add_to(c.whir.final, -1))
    if pf.pow_query[-1]:
        b.core_case("nonce of the last pow-query", lambda c: nonce(c.whir, "final_nonce"))


def bytes_of_the_core(b):
    for why, core in (("bad magic", b"X" + b.core[1:]), ("version 2", b.core[:4] + b"\2\0" + b.core[6:]), ("trailing byte", b.core + b"\0"),
                      ("truncated", b.core[:-1]), ("empty", b"")):
        b.add("core: " + why, proof=encode_proof(core, b.parts))
    spot = len(b.core) - (8 if b.inst.pf.pow_query[-1] else 0) - 8
    for why, word in (("p", P), ("2^64 - 1", 2**64 - 1)):
        b.add("core: element = " + why, proof=encode_proof(b.core[:spot] + word.to_bytes(8, "little") + b.core[spot + 8:], b.parts))
    b.add("container: trailing byte", proof=b.proof + b"\0")
    b.add("container: truncated", proof=b.proof[:-1])
    b.add("container: empty", proof=b"")


# ------------------------------------------------------------------ parts
def header(part):
    return part[0], int.from_bytes(part[1:3], "little"), int.from_bytes(part[3:5], "little")


def with_header(part, level, first, count):
    return bytes([level % 256]) + (first % 65536).to_bytes(2, "little") + (count % 65536).to_bytes(2, "little") + part[5:]


def every_part(b):
    parts = b.parts
    one = lambda i, part: parts[:i] + [part] + parts[i + 1:]
    b.part_case("none", [])
    b.part_case("first missing", parts[1:])
    b.part_case("last missing", parts[:-1])
    b.part_case("first duplicated", parts[:1] + parts)
    b.part_case("last duplicated", parts + parts[-1:])
    b.part_case("swapped", [parts[1], parts[0]] + parts[2:])
    b.part_case("an empty one", parts + [b""])
    b.part_case("one of no positions", [with_header(parts[0], 0, 0, 0)[:5]] + parts)
    for i in {header(p)[0]: i for i, p in enumerate(parts)}.values():
        part, (level, first, count) = parts[i], header(parts[i])
        record = b.records[level]
        leaf = record.trees[0][1] * (16 if record.is_ext else 8)
        siblings = 5 + count * leaf
        name = "level %d: " % level
        number = int.from_bytes(part[siblings:siblings + 4], "little")
        count_of = lambda n: n.to_bytes(4, "little")
        b.part_case(name + "leaf changed", one(i, part[:5] + bytes([part[5] ^ 1]) + part[6:]))
        b.part_case(name + "element of a leaf = p", one(i, part[:5] + P.to_bytes(8, "little") + part[13:]))
        b.part_case(name + "element of a leaf = 2^64 - 1", one(i, part[:5] + b"\xff" * 8 + part[13:]))
        b.part_case(name + "first position shifted", one(i, with_header(part, level, first + 1, count)))
        b.part_case(name + "level shifted", one(i, with_header(part, level + 1, first, count)))
        b.part_case(name + "a position fewer", one(i, with_header(part, level, first, count - 1)))
        b.part_case(name + "a position more", one(i, with_header(part, level, first, count + 1)))
        b.part_case(name + "trailing byte", one(i, part + b"\0"))
        b.part_case(name + "truncated", one(i, part[:-1]))
        if number:
            b.part_case(name + "sibling changed", one(i, part[:siblings + 4] + bytes([part[siblings + 4] ^ 1]) + part[siblings + 5:]))
            b.part_case(name + "sibling missing", one(i, part[:siblings] + count_of(number - 1) + part[siblings + 36:]))
        b.part_case(name + "sibling extra", one(i, part[:siblings] + count_of(number + 1) + bytes(32) + part[siblings + 4:]))
        b.part_case(name + "2^32 - 1 siblings", one(i, part[:siblings] + b"\xff" * 4 + part[siblings + 4:]))
        if record.is_ext:
            w, (x, y) = eq_table(record.fold), (K(*(int.from_bytes(part[5 + 16 * j + 8 * h:13 + 16 * j + 8 * h], "little") for h in (0, 1))) for j in (0, 1))
            forged = part[:5] + enc_k(x + w[1]) + enc_k(y - w[0]) + part[37:]
            b.part_case(name + "leaf changed to another that folds to the same value (only the tree)", one(i, forged))


def main(folder):
    a = Base("negative_a", lambda: demos.sorted_sum(5))
    b = Base("negative_b", lambda: demos.filtered_group_by(9))
    c = Base("negative_c", lambda: demos.join_two_datasets(6))
    p = Base("negative_products", lambda: demos.matmul(TEST_A))
    w = Base("negative_claims", lambda: two_claims(TEST_C))
    limits(a)
    bytes_of_the_core(a)
    for base in (a, b, c, p):
        every_core_field(base)
        if base is not b:                                        # long, and without anything here that the others do not have
            every_statement_field(base)
            every_part(base)
        cheats(base)
        invalid_nonces(base)
    false_claims(w)
    cheats(w)
    witness_cases = [(demos.sorted_sum, 11, ("value", "order", "tall range table")), (demos.filtered_group_by, 12, ("select", "sum", "split", "empty")),
                     (demos.join_two_datasets, 6, ("payload",)), (demos.matmul, TEST_A, ("product",))]
    for demo, size, bads in witness_cases:
        for bad in bads:
            bad_witness(w, "%s, %s" % (demo.__name__, bad), demo(size, bad=bad))
    for demo, bads in gadgets.CASES:
        if demo is not gadgets.group_max:                    # in e2e-group-max.json
            for bad in bads:
                bad_witness(w, "%s, %s" % (demo.__name__, bad), demo(bad=bad))
    x = Base("negative_cheats", lambda: demos.join_two_datasets(6))
    consistent_cheats(x)
    for base in (a, b, c, p, w, x):
        path = pathlib.Path(folder) / ("e2e-%s.json" % base.name.replace("_", "-"))
        with open(path, "w") as file:
            json.dump(base.json(), file, separators=(",", ":"))
            file.write("\n")
        print("%s: %d cases, %d bytes" % (path.name, len(base.bad), path.stat().st_size))


if __name__ == "__main__":
    main(sys.argv[1])
