/* Rows of field elements become codewords, and codewords leaves: a number-theoretic transform over p = 2^64 - 2^32 + 1 on cosets, without scaling.
 *
 * A polynomial modulo X^(2h) - z*z becomes its remainders modulo X^h - z and X^h + z; z is the entry of the table of roots whose number is the
 * block's. Natural order in, bit-reversed order out. A plane is a row over F; values[(coset * planes + plane) << rowLog] begins a plane of a coset,
 * and cosets are numbered in the batch, whose first one is coset firstCoset of the codeword. Values are canonical after every kernel.
 * Each work-item of first .. first + count does the work its comment says. Included after dialect.h. The CPU twin is RowEncode.Cpu.cs. */

#define GROUP_SIZE 128
#define MODULUS 0xffffffff00000001ul
#define EPSILON 0xfffffffful

INLINE ulong canonical(ulong lazy) { return lazy >= MODULUS ? lazy - MODULUS : lazy; }
INLINE ulong add(ulong a, ulong b) { ulong rest = MODULUS - b; return a < rest ? a + b : a - rest; }
INLINE ulong subtract(ulong a, ulong b) { ulong difference = a - b; return a < b ? difference + MODULUS : difference; }

/* 2^64 = 2^32 - 1 and 2^96 = -1. */
INLINE ulong reduce(ulong high, ulong low)
{
    ulong top = high >> 32;
    ulong difference = low - top;
    if (low < top) { difference -= EPSILON; }
    ulong middle = ((high & EPSILON) << 32) - (high & EPSILON);
    ulong sum = difference + middle;
    if (sum < middle) { sum += EPSILON; }
    return canonical(sum);
}

INLINE ulong multiply(ulong a, ulong b)
{
    ulong a0 = (uint)a, a1 = a >> 32, b0 = (uint)b, b1 = b >> 32;
    ulong low = a0 * b0;
    ulong first = a1 * b0 + (low >> 32);
    ulong second = a0 * b1 + (first & EPSILON);
    return reduce(a1 * b1 + (first >> 32) + (second >> 32), (second << 32) | (low & EPSILON));
}

INLINE ulong work_item(ulong first) { return first + (ulong)get_group_id(0) * GROUP_SIZE + get_local_id(0); }

/* A value: copied from its row to a plane of a coset of the batch. Words of an element of a row stand together. */
__kernel __attribute__((reqd_work_group_size(GROUP_SIZE, 1, 1)))
void row_encode_spread(
    __global const ulong *restrict rows, __global ulong *restrict values, uint planes, uint rowLog, uint coordinates, ulong first, uint count)
{
    ulong item = work_item(first);
    if (item >= first + count) { return; }

    ulong at = item & (((ulong)1 << rowLog) - 1);
    ulong plane = (item >> rowLog) % planes;
    values[item] = rows[(((plane / coordinates) << rowLog) + at) * coordinates + plane % coordinates];
}

/* A pair of values: one level, of blocks of 2^blockLog values. */
__kernel __attribute__((reqd_work_group_size(GROUP_SIZE, 1, 1)))
void row_encode_level(
    __global ulong *restrict values, __global const ulong *restrict roots, uint planes, uint rowLog, uint blockLog, uint firstCoset, ulong first, uint count)
{
    ulong item = work_item(first);
    if (item >= first + count) { return; }

    ulong stride = (ulong)1 << (blockLog - 1);
    ulong block = item >> (blockLog - 1);
    ulong low = (block << blockLog) + (item & (stride - 1));
    ulong inPlane = block & (((ulong)1 << (rowLog - blockLog)) - 1);
    ulong coset = firstCoset + (block >> (rowLog - blockLog)) / planes;
    ulong product = multiply(values[low + stride], roots[(coset << (rowLog - blockLog)) + inPlane]);
    ulong value = values[low];
    values[low] = add(value, product);
    values[low + stride] = subtract(value, product);
}

/* A value: to its place in the leaves, leaf after leaf, the values of all planes in each. */
__kernel __attribute__((reqd_work_group_size(GROUP_SIZE, 1, 1)))
void row_encode_leaves(__global const ulong *restrict values, __global ulong *restrict leaves, uint planes, uint rowLog, ulong first, uint count)
{
    ulong item = work_item(first);
    if (item >= first + count) { return; }

    ulong at = (item / planes) & (((ulong)1 << rowLog) - 1);
    ulong coset = (item / planes) >> rowLog;
    leaves[item] = values[((coset * planes + item % planes) << rowLog) + at];
}

/* A word: of the items that are asked for by number, each of so many words. */
__kernel __attribute__((reqd_work_group_size(GROUP_SIZE, 1, 1)))
void row_encode_gather(
    __global const ulong *restrict source, __global const ulong *restrict numbers, __global ulong *restrict target, uint words, ulong first, uint count)
{
    ulong item = work_item(first);
    if (item >= first + count) { return; }

    target[item] = source[numbers[item / words] * words + item % words];
}
