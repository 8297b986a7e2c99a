"""Provers that cheat in one place and are consistent in everything else; used by negative_cases.py."""
from fvmproof import protocol, whir
from fvmproof.circuit import CELL, EVERY, SUM, Circuit, TableBuilder
from fvmproof.layout import Block
from fvmproof.protocol import Statement, decode_proof, prove, verify_core
from fvmproof.transcript import Transcript, blake2b256
from fvmproof.vectors import false_pub, false_y


class Patched:
    """Replaces attributes while a block runs."""

    def __init__(self, *replacements):
        self.replacements = replacements

    def __enter__(self):
        self.kept = [(o, n, getattr(o, n)) for o, n, _ in self.replacements]
        for o, n, v in self.replacements:
            setattr(o, n, v)

    def __exit__(self, *_):
        for o, n, v in self.kept:
            setattr(o, n, v)


def invalid_nonces(b):
    """One site at a time; everything after it follows from the invalid nonce."""
    honest_grind, honest_check, sites = Transcript.grind, Transcript.check_pow, []
    with Patched((Transcript, "grind", lambda tr, tag, bits: (sites.append(tag), honest_grind(tr, tag, bits))[1])):
        prove(*b.demo(), allow_insecure=True)

    def lazy(target):
        seen = []

        def grind(tr, tag, bits):
            seen.append(tag)
            tr.cheat_pow = tag if len(seen) - 1 == target else None
            return honest_grind(tr, tag, bits)
        return grind

    def blind(target):
        seen = []

        def check(tr, tag, bits, value):
            seen.append(tag)
            if len(seen) - 1 == target:
                tr.state = tr._pow_state(tag, value)
            else:
                honest_check(tr, tag, bits, value)
        return check

    for i, tag in enumerate(sites):
        with Patched((Transcript, "grind", lazy(i))):
            proof = prove(*b.demo(), allow_insecure=True, max_part=700)
        with Patched((Transcript, "check_pow", blind(i))):
            assert b.code_of(b.statement, proof) == "accept", (b.name, i)
        b.add("cheat: invalid nonce at site %d, %s (only this nonce)" % (i, tag), proof=proof)


def false_out_of_domain_values(b):
    """The prover says a wrong value at the out-of-domain point of one level and goes on."""
    honest = whir.mle_eval
    for level in range(1, b.inst.pf.levels + 1):
        calls = []

        def lie(g, point):
            calls.append(1)
            return honest(g, point) + (1 if len(calls) == level else 0)
        with Patched((whir, "mle_eval", lie)):
            proof = prove(*b.demo(), allow_insecure=True, max_part=700)
        b.add("cheat: false out-of-domain value at level %d (only the final polynomial)" % level, proof=proof)


def cheats(b):
    for level in range(1, b.inst.pf.levels + 2):
        proof = prove(*b.demo(), allow_insecure=True, cheat="fold-%d" % level, max_part=700)
        verify_core(b.st, decode_proof(proof)[0], True)
        where = "final polynomial" if level > b.inst.pf.levels else "fold at level %d" % level
        b.add("cheat: wrong %s (only the openings)" % where, proof=proof)
    false_out_of_domain_values(b)
    for i in range(len(b.st.datasets)):
        for cheat in (None, "row-values"):
            b.false("y of dataset %d" % i, false_y(b.demo(), i), cheat)


def false_claims(b):
    for kind, name in ((CELL, "cell"), (SUM, "sum")):
        for claim in [c for c in b.st.circuit.claims if c[0] == kind][:1]:
            for cheat in (None, "row-values"):
                b.false(name, false_pub(b.demo(), claim[4]), cheat)


def bad_witness(b, why, d):
    b.add("witness: " + why, d[0].encode(), prove(*d, allow_insecure=True, max_part=4000))


def two_claims(profile):
    """A dataset column and its double: a cell and a sum of each. Unlike in the demos no constraint sees the public values."""
    ds, com = protocol.register_dataset({(0, 0): [3, 1, 4]}, [Block(3, 1)], profile.m, profile.r0, blake2b256(b"schema"))
    t = TableBuilder([(0, 0, 0)], 1)
    t.constrain(EVERY, t.cur(0) + t.cur(0) - t.cur(1))
    circuit = Circuit([t.t], 4, 0, [(CELL, 0, 0, 2, 0), (SUM, 0, 0, 0, 1), (CELL, 0, 1, 1, 2), (SUM, 0, 1, 0, 3)])
    return Statement(bytes(range(32)), profile, circuit, [ds], [3], [4, 8, 2, 16]), [com], {(0, 0): [6, 2, 8]}
