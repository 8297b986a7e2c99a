//! Copies of memory. The compiler's own routine goes by 4 bytes, shifts what is not aligned, and costs the market a twentieth of a core's gas.

/// Eight bytes at a time: wasm's memory is not aligned.
#[no_mangle]
pub unsafe extern "C" fn memcpy(to: *mut u8, from: *const u8, bytes: usize) -> *mut u8 {
    let (mut at, words) = (0, bytes & !7);
    while at < words {
        (to.add(at) as *mut u64).write_unaligned((from.add(at) as *const u64).read_unaligned());
        at += 8;
    }
    while at < bytes {
        *to.add(at) = *from.add(at);
        at += 1;
    }
    to
}
