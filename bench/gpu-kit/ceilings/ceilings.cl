/* What a device can do at most, measured: the ceilings that the kernels' rates are put beside. Included after dialect.h. */

#define GROUP_SIZE 128
#define CHAINS 8

__kernel __attribute__((reqd_work_group_size(GROUP_SIZE, 1, 1)))
void copy_words(__global const uint4 *restrict from, __global uint4 *restrict to, uint count)
{
    ulong index = (ulong)get_group_id(0) * GROUP_SIZE + get_local_id(0);
    if (index < count) { to[index] = from[index]; }
}

/* Eight chains that depend on each other across steps, so that neither a compiler nor a pipeline can shorten them. */
INLINE void start(uint *chain, uint seed)
{
    #pragma unroll
    for (int i = 0; i < CHAINS; i++) { chain[i] = seed * (2 * i + 3) + (uint)get_local_id(0) + (uint)get_group_id(0) * GROUP_SIZE; }
}

INLINE void finish(__global uint *sink, const uint *chain)
{
    uint sum = 0;
    #pragma unroll
    for (int i = 0; i < CHAINS; i++) { sum ^= chain[i]; }
    sink[(ulong)get_group_id(0) * GROUP_SIZE + get_local_id(0)] = sum;
}

/* CHAINS multiply-adds a round. */
__kernel __attribute__((reqd_work_group_size(GROUP_SIZE, 1, 1)))
void multiply_add(__global uint *sink, uint rounds, uint seed)
{
    uint chain[CHAINS];
    start(chain, seed);
    for (uint round = 0; round < rounds; round++)
    {
        #pragma unroll
        for (int i = 0; i < CHAINS; i++) { chain[i] = chain[i] * chain[(i + 1) % CHAINS] + seed; }
    }
    finish(sink, chain);
}

/* The mix that hashes are made of, 3 * CHAINS instructions a round: add, exclusive or, rotate. */
__kernel __attribute__((reqd_work_group_size(GROUP_SIZE, 1, 1)))
void add_xor_rotate(__global uint *sink, uint rounds, uint seed)
{
    uint chain[CHAINS];
    start(chain, seed);
    for (uint round = 0; round < rounds; round++)
    {
        #pragma unroll
        for (int i = 0; i < CHAINS; i++)
        {
            uint mixed = (chain[i] + chain[(i + 1) % CHAINS]) ^ chain[(i + 2) % CHAINS];
            chain[i] = ROTATE_RIGHT_32(mixed, 7);
        }
    }
    finish(sink, chain);
}
