/* Reduces 32-byte nodes to the roots of their subtrees: parent = SHA-256(left || right) with the two top bits of byte 31 cleared
 * (FIPS 180-4; the truncation is Filecoin's, FR32 nodes are below 2^254).
 *
 * Included after dialect.h. The CPU twin is Sha256Tree.Cpu.cs. */

#define GROUP_SIZE 128

/* FIPS 180-4 section 4.2.2. */
static __constant uint RoundConstants[64] = {
    0x428a2f98u, 0x71374491u, 0xb5c0fbcfu, 0xe9b5dba5u, 0x3956c25bu, 0x59f111f1u, 0x923f82a4u, 0xab1c5ed5u,
    0xd807aa98u, 0x12835b01u, 0x243185beu, 0x550c7dc3u, 0x72be5d74u, 0x80deb1feu, 0x9bdc06a7u, 0xc19bf174u,
    0xe49b69c1u, 0xefbe4786u, 0x0fc19dc6u, 0x240ca1ccu, 0x2de92c6fu, 0x4a7484aau, 0x5cb0a9dcu, 0x76f988dau,
    0x983e5152u, 0xa831c66du, 0xb00327c8u, 0xbf597fc7u, 0xc6e00bf3u, 0xd5a79147u, 0x06ca6351u, 0x14292967u,
    0x27b70a85u, 0x2e1b2138u, 0x4d2c6dfcu, 0x53380d13u, 0x650a7354u, 0x766a0abbu, 0x81c2c92eu, 0x92722c85u,
    0xa2bfe8a1u, 0xa81a664bu, 0xc24b8b70u, 0xc76c51a3u, 0xd192e819u, 0xd6990624u, 0xf40e3585u, 0x106aa070u,
    0x19a4c116u, 0x1e376c08u, 0x2748774cu, 0x34b0bcb5u, 0x391c0cb3u, 0x4ed8aa4au, 0x5b9cca4fu, 0x682e6ff3u,
    0x748f82eeu, 0x78a5636fu, 0x84c87814u, 0x8cc70208u, 0x90befffau, 0xa4506cebu, 0xbef9a3f7u, 0xc67178f2u,
};

/* Every message is 64 bytes, so its second block is always the same padding: round constant plus message schedule of that block. */
static __constant uint PaddingRounds[64] = {
    0xc28a2f98u, 0x71374491u, 0xb5c0fbcfu, 0xe9b5dba5u, 0x3956c25bu, 0x59f111f1u, 0x923f82a4u, 0xab1c5ed5u,
    0xd807aa98u, 0x12835b01u, 0x243185beu, 0x550c7dc3u, 0x72be5d74u, 0x80deb1feu, 0x9bdc06a7u, 0xc19bf374u,
    0x649b69c1u, 0xf0fe4786u, 0x0fe1edc6u, 0x240cf254u, 0x4fe9346fu, 0x6cc984beu, 0x61b9411eu, 0x16f988fau,
    0xf2c65152u, 0xa88e5a6du, 0xb019fc65u, 0xb9d99ec7u, 0x9a1231c3u, 0xe70eeaa0u, 0xfdb1232bu, 0xc7353eb0u,
    0x3069bad5u, 0xcb976d5fu, 0x5a0f118fu, 0xdc1eeefdu, 0x0a35b689u, 0xde0b7a04u, 0x58f4ca9du, 0xe15d5b16u,
    0x007f3e86u, 0x37088980u, 0xa507ea32u, 0x6fab9537u, 0x17406110u, 0x0d8cd6f1u, 0xcdaa3b6du, 0xc0bbbe37u,
    0x83613bdau, 0xdb48a363u, 0x0b02e931u, 0x6fd15ca7u, 0x521afacau, 0x31338431u, 0x6ed41a95u, 0x6d437890u,
    0xc39c91f2u, 0x9eccabbdu, 0xb5c9a0e6u, 0x532fb63cu, 0xd2c741c6u, 0x07237ea3u, 0xa4954b68u, 0x4c191d76u,
};

typedef struct { uint word[8]; } Digest;

INLINE uint small_sigma0(uint x) { return ROTATE_RIGHT_32(x, 7) ^ ROTATE_RIGHT_32(x, 18) ^ (x >> 3); }
INLINE uint small_sigma1(uint x) { return ROTATE_RIGHT_32(x, 17) ^ ROTATE_RIGHT_32(x, 19) ^ (x >> 10); }
INLINE uint big_sigma0(uint x) { return ROTATE_RIGHT_32(x, 2) ^ ROTATE_RIGHT_32(x, 13) ^ ROTATE_RIGHT_32(x, 22); }
INLINE uint big_sigma1(uint x) { return ROTATE_RIGHT_32(x, 6) ^ ROTATE_RIGHT_32(x, 11) ^ ROTATE_RIGHT_32(x, 25); }

/* One round; the caller renames the eight working variables by rotating the index, so nothing moves once the loop is unrolled. */
#define WORKING(index) working[((index) + 64 - round) & 7]
#define ROUND(constant) do { \
        uint first = WORKING(7) + big_sigma1(WORKING(4)) + (WORKING(6) ^ (WORKING(4) & (WORKING(5) ^ WORKING(6)))) + (constant); \
        uint second = big_sigma0(WORKING(0)) + ((WORKING(0) & WORKING(1)) | (WORKING(2) & (WORKING(0) | WORKING(1)))); \
        WORKING(3) += first; \
        WORKING(7) = first + second; \
    } while (0)

INLINE void compress_message(uint *state, uint *schedule)
{
    uint working[8];
    #pragma unroll
    for (int i = 0; i < 8; i++) { working[i] = state[i]; }
    #pragma unroll
    for (int round = 0; round < 64; round++)
    {
        if (round >= 16)
        {
            schedule[round & 15] += small_sigma0(schedule[(round + 1) & 15]) + schedule[(round + 9) & 15] + small_sigma1(schedule[(round + 14) & 15]);
        }
        ROUND(RoundConstants[round] + schedule[round & 15]);
    }
    #pragma unroll
    for (int i = 0; i < 8; i++) { state[i] += working[i]; }
}

INLINE void compress_padding(uint *state)
{
    uint working[8];
    #pragma unroll
    for (int i = 0; i < 8; i++) { working[i] = state[i]; }
    #pragma unroll
    for (int round = 0; round < 64; round++) { ROUND(PaddingRounds[round]); }
    #pragma unroll
    for (int i = 0; i < 8; i++) { state[i] += working[i]; }
}

/* message: left and right node as sixteen big-endian words; destroyed. The result keeps big-endian words. */
INLINE Digest hash_pair(uint *message)
{
    Digest digest = {{ 0x6a09e667u, 0xbb67ae85u, 0x3c6ef372u, 0xa54ff53au, 0x510e527fu, 0x9b05688cu, 0x1f83d9abu, 0x5be0cd19u }};
    compress_message(digest.word, message);
    compress_padding(digest.word);
    digest.word[7] &= 0xffffff3fu;
    return digest;
}

INLINE void load_pair(__global const uint4 *pair, uint *message)
{
    #pragma unroll
    for (int i = 0; i < 4; i++)
    {
        uint4 words = pair[i];
        message[4 * i] = reverse_bytes(words.x);
        message[4 * i + 1] = reverse_bytes(words.y);
        message[4 * i + 2] = reverse_bytes(words.z);
        message[4 * i + 3] = reverse_bytes(words.w);
    }
}

INLINE void store_node(__global uint4 *node, const Digest *digest)
{
    const uint *word = digest->word;
    node[0] = (uint4)(reverse_bytes(word[0]), reverse_bytes(word[1]), reverse_bytes(word[2]), reverse_bytes(word[3]));
    node[1] = (uint4)(reverse_bytes(word[4]), reverse_bytes(word[5]), reverse_bytes(word[6]), reverse_bytes(word[7]));
}

/* nodes: 2 * pairs nodes, pairs a multiple of 2^(levels-1); roots: pairs >> (levels-1) nodes; 1 <= levels <= 8.
 * A group takes 256 nodes; between levels they stay in local memory, word-major so that neighbours lie in different banks.
 * With three levels every warp of 32 that works is full; more levels save launches but idle lanes (the host decides). */
__kernel __attribute__((reqd_work_group_size(GROUP_SIZE, 1, 1)))
void sha256_tree_reduce(__global const uint4 *restrict nodes, __global uint4 *restrict roots, uint pairs, uint levels)
{
    __local uint kept[8 * GROUP_SIZE];
    uint lane = get_local_id(0);
    uint width = GROUP_SIZE;
    ulong first = (ulong)get_group_id(0) * GROUP_SIZE;
    uint message[16];
    Digest digest;

    for (uint level = 1; ; level++)
    {
        bool active = lane < width && first + lane < pairs;
        if (active)
        {
            if (level == 1) { load_pair(nodes + 4 * (first + lane), message); }
            else
            {
                #pragma unroll
                for (int i = 0; i < 16; i++) { message[i] = kept[(i & 7) * GROUP_SIZE + 2 * lane + (i >> 3)]; }
            }
            digest = hash_pair(message);
        }
        if (level == levels)
        {
            if (active) { store_node(roots + 2 * (first + lane), &digest); }
            return;
        }

        barrier(CLK_LOCAL_MEM_FENCE);
        if (active)
        {
            #pragma unroll
            for (int i = 0; i < 8; i++) { kept[i * GROUP_SIZE + lane] = digest.word[i]; }
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        width >>= 1;
        pairs >>= 1;
        first >>= 1;
    }
}
