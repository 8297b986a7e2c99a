"""Provers of false statements that are consistent in all checks but one: what each check of a verifier is there for.

The honest provers of the reference run on a transcript that lies for them. What a liar may still choose it chooses so that the checks before hold.
"""
from cheating_provers import Patched
from fvmproof import demos, logup_gkr, products, protocol, reduction, whir, zerocheck
from fvmproof.circuit import CELL, EVERY, SUM, Circuit, Selectors, TableBuilder
from fvmproof.errors import Reject
from fvmproof.field import ZERO, horner
from fvmproof.layout import Block
from fvmproof.multilinear import eq_table, mle_eval
from fvmproof.profile import TEST_A, TEST_C
from fvmproof.protocol import Statement, prove, register_dataset, verify
from fvmproof.transcript import blake2b256
from fvmproof.vectors import false_pub
from fvmproof.whir import Commitment


class LyingTree:
    """Chooses p_0 of every layer so that its check holds although the fractions do not sum to zero; in one layer it says the truth."""

    def __init__(self, tr, honest_layer):
        self.tr, self.honest_layer, self.p, self.q, self.xi, self.ends = tr, honest_layer, ZERO, None, [], []

    def absorb_k(self, tag, xs):
        self.q = xs[0]
        self.tr.absorb_k(tag, xs)

    def challenge(self, tag):
        self.lam, self.r = self.tr.challenge(tag), []
        self.c = self.p + self.lam * self.q
        return self.lam

    def round(self, tag, xs):
        k = len(self.ends)
        if tag == "gkr-round":
            x, r = self.xi[k - 1 - len(self.r)], self.tr.round(tag, xs)
            self.c = horner([self.c - x * (xs[0] + xs[1])] + list(xs), r)
            self.r.insert(0, r)
            return r
        p0, p1, q0, q1 = xs
        if k != self.honest_layer:
            p0 = (self.c - p1 * q0 - self.lam * (q0 * q1)) * q1.inv()
        self.ends.append((p0, p1, q0, q1))
        mu = self.tr.round(tag, self.ends[-1])
        self.p, self.q, self.xi = p0 + mu * (p1 - p0), q0 + mu * (q1 - q0), self.r + [mu]
        return mu


def lying_tree(honest_layer):
    honest = protocol.prove_gkr

    def lie(tr, num, den, ng):
        liar = LyingTree(tr, honest_layer)
        root_q, layers, _, _, _ = honest(liar, num, den, ng)
        return root_q, [(messages, ends) for (messages, _), ends in zip(layers, liar.ends)], liar.xi, liar.p, liar.q
    return (protocol, "prove_gkr", lie)


class LyingOpening:
    """Changes one opened value so that the zerocheck's last check holds; the tables' polynomial must be linear in it."""

    def __init__(self, tr, batch, rows, xi, claim, table, place):
        self.tr, self.batch, self.rows, self.xi, self.c, self.table, self.place = tr, batch, rows, list(xi), claim, table, place
        self.r = []

    def round(self, tag, xs):
        r = self.tr.round(tag, xs)
        self.c = horner([self.c - self.xi[-1 - len(self.r)] * sum(xs, ZERO)] + list(xs), r)
        self.r.insert(0, r)
        return r

    def total(self, openings):
        total = ZERO
        for number, table in enumerate(self.batch.c.tables):
            selectors, opened = Selectors(self.rows[number], self.r[:self.batch.log_rows[number]]), openings[number]
            current, following = dict(zip(table.used_cur, opened)), dict(zip(table.used_next, opened[len(table.used_cur):]))
            total = total + self.batch.table_value(number, current, following, selectors.dom, selectors.idx)
        return total

    def absorb_k(self, tag, xs):
        xs, self.openings = list(xs), []
        for table in self.batch.c.tables:
            count = len(table.used_cur) + len(table.used_next)
            self.openings.append(xs[:count])
            xs = xs[count:]
        before, opened = self.total(self.openings), self.openings[self.table]
        opened[self.place] = opened[self.place] + 1
        slope = self.total(self.openings) - before
        opened[self.place] = opened[self.place] - 1 + (self.c - before) * slope.inv()
        assert self.total(self.openings) == self.c, "not linear"
        self.tr.absorb_k(tag, [x for o in self.openings for x in o])


def lying_opening(table, place):
    honest = protocol.prove_zerocheck

    def lie(tr, batch, rows, columns, xi, n_max, p, q):
        liar = LyingOpening(tr, batch, rows, xi[:n_max], batch.claim(p, q), table, place)
        messages, _, r = honest(liar, batch, rows, columns, xi, n_max, p, q)
        return messages, liar.openings, r
    return (protocol, "prove_zerocheck", lie)


class LyingEnds:
    """Changes one end of a product's sumcheck so that its check holds."""

    def __init__(self, tr, end):
        self.tr, self.end, self.challenges = tr, end, tr.challenges

    def round(self, tag, xs):
        r = self.tr.round(tag, xs)
        self.c = horner([xs[0], self.c - 2 * xs[0] - xs[1], xs[1]], r)
        return r

    def absorb_k(self, tag, xs):
        if tag == "product-value":
            self.c = xs[0]
        else:
            xs[self.end] = self.c * xs[1 - self.end].inv()
            self.ends = tuple(xs)
        self.tr.absorb_k(tag, xs)


def lying_product(what):
    """what: 0 and 1 are the ends of A and B; 2 is the result, said to be what it should be."""
    honest = protocol.prove_product

    def lie(tr, spec, A, B, Y):
        a, k, b = spec[6:]
        if what == 2:
            true = [sum(A[i * 2**k + l] * B[j * 2**k + l] for l in range(2**k)) for i in range(2**a) for j in range(2**b)]
            return honest(tr, spec, A, B, true)
        liar = LyingEnds(tr, what)
        (y, messages, _), claims = honest(liar, spec, A, B, Y)
        claims[what] = claims[what][:2] + (liar.ends[what],)
        return (y, messages, liar.ends), claims
    return (protocol, "prove_product", lie)


def wrong_root(module, number):
    """The commitment of this number (from 1) is told by another root."""
    made = []

    def commit(*arguments):
        made.append(Commitment(*arguments))
        if len(made) == number:
            made[-1].root = blake2b256(made[-1].root)
        return made[-1]
    return (module, "Commitment", commit)


def with_wrong_dataset_root(d, number):
    dataset, commitment = d[0].datasets[number], d[1][number]
    dataset.root = commitment.root = blake2b256(commitment.root)
    z = dataset.ood_point()
    high = eq_table(z[dataset.m:])
    dataset.y = sum((high[j] * mle_eval(row, z[:dataset.m]) for j, row in enumerate(commitment.rows)), ZERO)
    return d


def without(code, statement, proof):
    """A verifier that overlooks one failure of this check accepts, so nothing else is wrong."""
    overlooked = []

    def require(holds, found):
        if not holds and (found != code or overlooked):
            raise Reject(found)
        if not holds:
            overlooked.append(found)
    with Patched(*[(module, "require", require) for module in (logup_gkr, zerocheck, products, reduction, whir)]):
        verify(Statement.decode(statement), proof, True)
    assert overlooked == [code]


def lie(b, why, code, d, *patches, cheat=None):
    with Patched(*patches):
        proof = prove(*d, allow_insecure=True, cheat=cheat, max_part=4000)
    statement = d[0].encode()
    without(code, statement, proof)
    b.add("cheat: " + why, statement, proof)


def openings_of(d, linear):
    """Tables and places of the opened values in which the circuit is linear, and what they are."""
    d[0].circuit.validate()                                  # finds the opened columns
    for table, described in enumerate(d[0].circuit.tables):
        columns = [("current", c) for c in described.used_cur] + [("next", c) for c in described.used_next]
        for place, (kind, column) in enumerate(columns):
            if linear(table, kind, column):
                yield table, place, "%s opening of column %d of table %d" % (kind, column, table)


def tall_claims():
    """Cells and sums of columns that fill more than one row of the matrix."""
    values = list(range(3, 43))
    dataset, commitment = register_dataset({(0, 0): values}, [Block(40, 1)], TEST_C.m, TEST_C.r0, blake2b256(b"schema"))
    t = TableBuilder([(0, 0, 0)], 1)
    t.constrain(EVERY, t.cur(0) + t.cur(0) - t.cur(1))
    circuit = Circuit([t.t], 4, 0, [(CELL, 0, 0, 35, 0), (SUM, 0, 0, 0, 1), (CELL, 0, 1, 31, 2), (SUM, 0, 1, 0, 3)])
    pubs = [values[35], sum(values), 2 * values[31], 2 * sum(values)]
    return Statement(bytes(32), TEST_C, circuit, [dataset], [40], pubs), [commitment], {(0, 0): [2 * v for v in values]}


def violated_sequences(rows):
    """The sequence of demos.constraints_only with one row violated that only one domain sees."""
    start, step, end = (demos.constraints_only(rows) for _ in range(3))
    f, g = [2], [1]
    while len(f) < rows:
        f.append(g[-1])
        g.append(f[-2] + g[-1])
    start[2].update({(0, 0): f, (0, 1): g})
    start[0].pubs[0] = f[-1]
    step[2][0, 1][-1] += 1
    end[0].pubs[0] += 1
    return ("first", start), ("last but one", step), ("last", end)


def consistent_cheats(b):
    unmatched = lambda: demos.join_two_datasets(6, bad="payload")
    for layer in range(b.inst.ng):
        lie(b, "unmatched lookup, told by layer %d (only the layer)" % layer, "gkr-layer", unmatched(), lying_tree(layer))
    lie(b, "unmatched lookup, no layer tells it (only the zerocheck)", "zerocheck-final", unmatched(), lying_tree(None))
    for rows in (2, 16, 17):
        for which, d in violated_sequences(rows):
            lie(b, "%d rows, the %s violated (only the zerocheck)" % (rows, which), "zerocheck-final", d)
    for rows in (4, 16, 17, 40):
        lie(b, "%d rows with a wrong value (only the zerocheck)" % rows, "zerocheck-final", demos.sorted_sum(rows, TEST_A, bad="value"))
    for bad, rows in (("value", 5), ("order", 17)):
        violated = lambda: demos.sorted_sum(rows, TEST_A, bad=bad)
        name = "%d rows with a wrong %s" % (rows, bad)
        for table, place, what in openings_of(violated(), lambda table, kind, column: (kind, column) != ("current", 1)):
            lie(b, "%s, %s (only the reduction)" % (name, what), "reduction-final", violated(), lying_opening(table, place))
        lie(b, name + ", an opening and a row value (only the final polynomial)", "whir-final", violated(), lying_opening(0, 4), cheat="row-values")
    wrong = lambda: demos.matmul(TEST_A, bad="product")
    lie(b, "wrong product (only the product)", "product-final", wrong())
    for what, name in enumerate("ABY"):
        lie(b, "wrong product, value of %s (only the reduction)" % name, "reduction-final", wrong(), lying_product(what))
    for i, name in enumerate(("cell of a dataset", "sum of a dataset", "auxiliary cell", "auxiliary sum")):
        lie(b, "false tall %s (only the reduction)" % name, "reduction-final", false_pub(tall_claims(), i))
        lie(b, "false tall %s, row value adjusted (only the final polynomial)" % name, "whir-final", false_pub(tall_claims(), i), cheat="row-values")
    honest = lambda: demos.sorted_sum(40, TEST_A)
    lie(b, "wrong root of the auxiliary columns (only the tree)", "opening-merkle", honest(), wrong_root(protocol, 1))
    for level in (1, 2):
        lie(b, "wrong root of level %d (only the tree)" % level, "opening-merkle", honest(), wrong_root(whir, level))
    lie(b, "wrong root of a dataset (only the tree)", "opening-merkle", with_wrong_dataset_root(honest(), 0))
