//! Memory of one invocation: a bump allocator over linear memory. An instance lives for one call, so nothing is ever freed; only the
//! newest block can grow in place, which is the case that matters (a buffer being written).

use core::alloc::{GlobalAlloc, Layout};
use core::arch::wasm32;

const PAGE_BYTES: usize = 65_536;

struct Bump;

#[global_allocator]
static ALLOCATOR: Bump = Bump;

/// Address of the first free byte; 0 before the first allocation. Wasm has one thread.
static mut FREE: usize = 0;

extern "C" {
    /// Set by the linker: end of data and stack.
    static __heap_base: u8;
}

unsafe fn reserve(start: usize, bytes: usize) -> *mut u8 {
    let end = match start.checked_add(bytes) {
        Some(end) => end,
        None => return core::ptr::null_mut(),
    };
    let available = wasm32::memory_size(0) * PAGE_BYTES;
    if end > available {
        let pages = (end - available + PAGE_BYTES - 1) / PAGE_BYTES;
        if wasm32::memory_grow(0, pages) == usize::MAX {
            return core::ptr::null_mut();
        }
    }
    FREE = end;
    start as *mut u8
}

unsafe impl GlobalAlloc for Bump {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if FREE == 0 {
            FREE = &__heap_base as *const u8 as usize;
        }
        let start = (FREE + layout.align() - 1) & !(layout.align() - 1);
        reserve(start, layout.size())
    }

    unsafe fn dealloc(&self, _block: *mut u8, _layout: Layout) {}

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        if block as usize + layout.size() == FREE {
            return reserve(block as usize, size);
        }
        if size <= layout.size() {
            return block;
        }
        let moved = self.alloc(Layout::from_size_align_unchecked(size, layout.align()));
        if !moved.is_null() {
            core::ptr::copy_nonoverlapping(block, moved, layout.size());
        }
        moved
    }
}

/// Out of memory traps: exit code 4 (SYS_ILLEGAL_INSTRUCTION).
#[alloc_error_handler]
fn out_of_memory(_layout: Layout) -> ! {
    wasm32::unreachable()
}

/// A panic is a bug of the actor: it traps, and the message changes nothing.
#[panic_handler]
fn panic(_info: &core::panic::PanicInfo) -> ! {
    wasm32::unreachable()
}
