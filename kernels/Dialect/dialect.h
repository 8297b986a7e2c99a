/* The dialect every kernel is written in: OpenCL C 1.2, which clang also turns into PTX.
 *
 * FVMCOMPUTE_PTX is defined by build-ptx.sh only. __NVPTX__ will not do: NVIDIA's own OpenCL compiler is a clang too, and there the
 * OpenCL built-ins exist and must not be replaced. Each fast form below stands beside the portable form it replaces. */
#ifndef FVMCOMPUTE_DIALECT_H
#define FVMCOMPUTE_DIALECT_H

#ifdef FVMCOMPUTE_PTX
/* No OpenCL library is linked into PTX, so the ids and the barrier come from the special registers. */
#define get_local_id(dimension) ((uint)__nvvm_read_ptx_sreg_tid_x())
#define get_group_id(dimension) ((uint)__nvvm_read_ptx_sreg_ctaid_x())
#define get_local_size(dimension) ((uint)__nvvm_read_ptx_sreg_ntid_x())
#define get_global_id(dimension) ((ulong)get_group_id(0) * get_local_size(0) + get_local_id(0))
#define barrier(flags) __nvvm_bar_sync(0)
#endif

/* Left to itself clang calls the larger functions, and their arrays of words would live in memory. */
#define INLINE static inline __attribute__((always_inline))

/* x rotated right by a constant 0 < n < 32. In PTX the shift pair is recognised and becomes one shf.wrap. */
#ifdef FVMCOMPUTE_PTX
#define ROTATE_RIGHT_32(x, n) (((x) >> (n)) | ((x) << (32 - (n))))
#else
#define ROTATE_RIGHT_32(x, n) rotate((uint)(x), (uint)(32 - (n)))
#endif

/* Big-endian words: the four bytes reversed. */
#ifdef FVMCOMPUTE_PTX
INLINE uint reverse_bytes(uint x)
{
    return __nvvm_prmt(x, 0, 0x0123);
}
#else
INLINE uint reverse_bytes(uint x)
{
    return (rotate(x, 8u) & 0x00ff00ffu) | (rotate(x, 24u) & 0xff00ff00u);
}
#endif

/* 64-bit rotations right by the four constants of BLAKE2b. The machine is 32 bits wide: a rotation by 32 renames two registers,
 * by 24 or 16 picks bytes (prmt), by 63 is two funnel shifts. */
#ifdef FVMCOMPUTE_PTX
INLINE ulong join_halves(uint low, uint high)
{
    ulong joined;
    __asm__("mov.b64 %0, {%1, %2};" : "=l"(joined) : "r"(low), "r"(high));
    return joined;
}

/* The upper word of (high:low) shifted left by one. */
INLINE uint shift_left_one(uint low, uint high)
{
    uint shifted;
    __asm__("shf.l.wrap.b32 %0, %1, %2, 1;" : "=r"(shifted) : "r"(low), "r"(high));
    return shifted;
}

INLINE ulong rotate_right_32(ulong x) { return join_halves((uint)(x >> 32), (uint)x); }
#define PICK_HALVES(x, selector) join_halves(__nvvm_prmt((uint)(x), (uint)((x) >> 32), selector), __nvvm_prmt((uint)((x) >> 32), (uint)(x), selector))
INLINE ulong rotate_right_24(ulong x) { return PICK_HALVES(x, 0x6543); }
INLINE ulong rotate_right_16(ulong x) { return PICK_HALVES(x, 0x5432); }
INLINE ulong rotate_right_63(ulong x)
{
    uint low = (uint)x;
    uint high = (uint)(x >> 32);
    return join_halves(shift_left_one(high, low), shift_left_one(low, high));
}
#else
INLINE ulong rotate_right_32(ulong x) { return rotate(x, (ulong)32); }
INLINE ulong rotate_right_24(ulong x) { return rotate(x, (ulong)40); }
INLINE ulong rotate_right_16(ulong x) { return rotate(x, (ulong)48); }
INLINE ulong rotate_right_63(ulong x) { return rotate(x, (ulong)1); }
#endif

#endif
