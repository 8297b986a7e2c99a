/* A binary BLAKE2b-256 Merkle tree (RFC 7693; no key, salt or personalisation): leaf = H(0x00 || data), node = H(0x01 || left || right).
 *
 * Included after dialect.h. The CPU twin is Blake2bTree.Cpu.cs. */

#define GROUP_SIZE 128
#define DIGEST_WORDS 4
#define BLOCK_BYTES 128

/* RFC 7693 section 2.7; rounds 10 and 11 use rows 0 and 1 again. */
static __constant uchar Sigma[10][16] = {
    { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 },
    { 14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3 },
    { 11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4 },
    { 7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8 },
    { 9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13 },
    { 2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9 },
    { 12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11 },
    { 13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10 },
    { 6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5 },
    { 10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0 },
};

/* RFC 7693 section 2.6; the first word carries the parameter block: digest length 32, no key, fanout 1, depth 1. */
static __constant ulong InitialState[8] = {
    0x6a09e667f3bcc908ul, 0xbb67ae8584caa73bul, 0x3c6ef372fe94f82bul, 0xa54ff53a5f1d36f1ul,
    0x510e527fade682d1ul, 0x9b05688c2b3e6c1ful, 0x1f83d9abfb41bd6bul, 0x5be0cd19137e2179ul,
};
#define PARAMETERS 0x01010020ul

#define MIX(a, b, c, d, x, y) do { \
        a += b + (x); d = rotate_right_32(d ^ a); c += d; b = rotate_right_24(b ^ c); \
        a += b + (y); d = rotate_right_16(d ^ a); c += d; b = rotate_right_63(b ^ c); \
    } while (0)
#define WORD(index) message[Sigma[round % 10][index]]

INLINE void start(ulong *state)
{
    #pragma unroll
    for (int i = 0; i < 8; i++) { state[i] = InitialState[i]; }
    state[0] ^= PARAMETERS;
}

/* hashed: bytes hashed up to and including this block (below 2^64). */
INLINE void compress(ulong *state, const ulong *message, ulong hashed, bool last)
{
    ulong v[16];
    #pragma unroll
    for (int i = 0; i < 8; i++) { v[i] = state[i]; v[i + 8] = InitialState[i]; }
    v[12] ^= hashed;
    if (last) { v[14] = ~v[14]; }
    #pragma unroll
    for (int round = 0; round < 12; round++)
    {
        MIX(v[0], v[4], v[8], v[12], WORD(0), WORD(1));
        MIX(v[1], v[5], v[9], v[13], WORD(2), WORD(3));
        MIX(v[2], v[6], v[10], v[14], WORD(4), WORD(5));
        MIX(v[3], v[7], v[11], v[15], WORD(6), WORD(7));
        MIX(v[0], v[5], v[10], v[15], WORD(8), WORD(9));
        MIX(v[1], v[6], v[11], v[12], WORD(10), WORD(11));
        MIX(v[2], v[7], v[8], v[13], WORD(12), WORD(13));
        MIX(v[3], v[4], v[9], v[14], WORD(14), WORD(15));
    }
    #pragma unroll
    for (int i = 0; i < 8; i++) { state[i] ^= v[i] ^ v[i + 8]; }
}

/* Eight bytes from any address. data is read in whole aligned words, so up to 15 bytes after the last one asked for: the host pads. */
INLINE ulong load_word(__global const ulong *data, ulong address)
{
    uint shift = (uint)(address & 7) * 8;
    ulong low = data[address >> 3];
    return shift == 0 ? low : (low >> shift) | (data[(address >> 3) + 1] << (64 - shift));
}

/* One block of the message 0x00 || data: message byte i is data byte i-1, and what lies past the end is zero. */
INLINE void load_leaf_block(__global const ulong *data, ulong leaf, ulong block, ulong length, ulong *message)
{
    #pragma unroll
    for (int i = 0; i < 16; i++)
    {
        ulong at = block * BLOCK_BYTES + 8 * i;
        ulong left = length > at ? length - at : 0;
        ulong word = 0;
        if (left > 0) { word = at == 0 ? load_word(data, leaf) << 8 : load_word(data, leaf + at - 1); }
        if (left < 8) { word &= ((ulong)1 << (8 * left)) - 1; }
        message[i] = word;
    }
}

/* data: leaves of leafBytes >= 1 bytes each, without gaps, followed by 16 bytes that may be read. Hashes count of them from leaf number
 * source on; the digests go to tree[first] and on (counted in digests). */
__kernel __attribute__((reqd_work_group_size(GROUP_SIZE, 1, 1)))
void blake2b_tree_leaves(__global const ulong *restrict data, __global ulong *restrict tree, ulong source, ulong first, uint count, uint leafBytes)
{
    ulong index = (ulong)get_group_id(0) * GROUP_SIZE + get_local_id(0);
    if (index >= count) { return; }

    ulong length = (ulong)leafBytes + 1;
    ulong blocks = (length + BLOCK_BYTES - 1) / BLOCK_BYTES;
    ulong state[8];
    ulong message[16];
    start(state);
    for (ulong block = 0; block < blocks; block++)
    {
        bool last = block + 1 == blocks;
        load_leaf_block(data, (source + index) * leafBytes, block, length, message);
        compress(state, message, last ? length : (block + 1) * BLOCK_BYTES, last);
    }
    #pragma unroll
    for (int i = 0; i < DIGEST_WORDS; i++) { tree[(first + index) * DIGEST_WORDS + i] = state[i]; }
}

INLINE void load_pair(__global const ulong2 *pair, ulong *words)
{
    #pragma unroll
    for (int i = 0; i < 4; i++) { ulong2 two = pair[i]; words[2 * i] = two.x; words[2 * i + 1] = two.y; }
}

/* children: left and right digest as eight words. */
INLINE void hash_node(const ulong *children, ulong *state)
{
    ulong message[16];
    message[0] = 1 | (children[0] << 8);
    #pragma unroll
    for (int i = 1; i < 8; i++) { message[i] = (children[i - 1] >> 56) | (children[i] << 8); }
    message[8] = children[7] >> 56;
    #pragma unroll
    for (int i = 9; i < 16; i++) { message[i] = 0; }
    start(state);
    compress(state, message, 1 + 2 * 8 * DIGEST_WORDS, true);
}

/* Hashes the 2 * pairs digests at tree[children] to pairs digests at tree[parents], right behind them the next level's pairs / 2, and so on:
 * levels of them (1 <= levels <= 8, pairs a multiple of 2^(levels-1); positions counted in digests). The levels after the first are read
 * back from local memory; every level is written out. */
__kernel __attribute__((reqd_work_group_size(GROUP_SIZE, 1, 1)))
void blake2b_tree_levels(__global ulong2 *tree, ulong children, ulong parents, uint pairs, uint levels)
{
    __local ulong kept[DIGEST_WORDS * GROUP_SIZE];
    uint lane = get_local_id(0);
    uint width = GROUP_SIZE;
    ulong first = (ulong)get_group_id(0) * GROUP_SIZE;
    ulong pair[8];
    ulong state[8];

    for (uint level = 1; ; level++)
    {
        bool active = lane < width && first + lane < pairs;
        if (active)
        {
            if (level == 1) { load_pair(tree + 2 * children + 4 * (first + lane), pair); }
            else
            {
                #pragma unroll
                for (int i = 0; i < 8; i++) { pair[i] = kept[(i & 3) * GROUP_SIZE + 2 * lane + (i >> 2)]; }
            }
            hash_node(pair, state);
            tree[2 * (parents + first + lane)] = (ulong2)(state[0], state[1]);
            tree[2 * (parents + first + lane) + 1] = (ulong2)(state[2], state[3]);
        }
        if (level == levels) { return; }

        barrier(CLK_LOCAL_MEM_FENCE);
        if (active)
        {
            #pragma unroll
            for (int i = 0; i < DIGEST_WORDS; i++) { kept[i * GROUP_SIZE + lane] = state[i]; }
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        parents += pairs;
        width >>= 1;
        pairs >>= 1;
        first >>= 1;
    }
}
