use super::*;

pub mod vm {
    use super::*;

    #[link(wasm_import_module = "vm")]
    extern "C" {
        pub fn exit(code: u32, block: u32, message: *const u8, message_bytes: u32) -> u32;
        pub fn message_context(result: *mut MessageContext) -> u32;
    }
}

pub mod network {
    use super::*;

    #[link(wasm_import_module = "network")]
    extern "C" {
        pub fn context(result: *mut NetworkContext) -> u32;
    }
}

pub mod ipld {
    use super::*;

    #[link(wasm_import_module = "ipld")]
    extern "C" {
        pub fn block_open(result: *mut OpenedBlock, cid: *const u8) -> u32;
        pub fn block_create(result: *mut u32, codec: u64, data: *const u8, data_bytes: u32) -> u32;
        pub fn block_read(result: *mut i32, id: u32, offset: u32, buffer: *mut u8, buffer_bytes: u32) -> u32;
        pub fn block_stat(result: *mut BlockStat, id: u32) -> u32;
        pub fn block_link(result: *mut u32, id: u32, hash: u64, hash_bytes: u32, cid: *mut u8, cid_bytes: u32) -> u32;
    }
}

/// Module `self`.
pub mod own {
    #[link(wasm_import_module = "self")]
    extern "C" {
        pub fn root(result: *mut u32, cid: *mut u8, cid_bytes: u32) -> u32;
        pub fn set_root(cid: *const u8) -> u32;
    }
}

pub mod actor {
    #[link(wasm_import_module = "actor")]
    extern "C" {
        pub fn resolve_address(result: *mut u64, address: *const u8, address_bytes: u32) -> u32;
        pub fn next_actor_address(result: *mut u32, address: *mut u8, address_bytes: u32) -> u32;
        pub fn create_actor(id: u64, code: *const u8, delegated: *const u8, delegated_bytes: u32) -> u32;
    }
}

pub mod crypto {
    #[link(wasm_import_module = "crypto")]
    extern "C" {
        pub fn hash(result: *mut u32, code: u64, data: *const u8, data_bytes: u32, digest: *mut u8, digest_bytes: u32) -> u32;
        #[allow(clippy::too_many_arguments)]
        pub fn verify_signature(
            result: *mut i32,
            kind: u32,
            signature: *const u8,
            signature_bytes: u32,
            address: *const u8,
            address_bytes: u32,
            message: *const u8,
            message_bytes: u32,
        ) -> u32;
    }
}

pub mod rand {
    #[link(wasm_import_module = "rand")]
    extern "C" {
        pub fn get_beacon_randomness(result: *mut [u8; 32], epoch: i64) -> u32;
    }
}

pub mod event {
    use super::*;

    #[link(wasm_import_module = "event")]
    extern "C" {
        pub fn emit_event(headers: *const EntryHeader, headers_count: u32, keys: *const u8, keys_bytes: u32, values: *const u8, values_bytes: u32) -> u32;
    }
}

pub mod send {
    use super::*;

    #[link(wasm_import_module = "send")]
    extern "C" {
        #[allow(clippy::too_many_arguments)]
        pub fn send(
            result: *mut SendResult,
            address: *const u8,
            address_bytes: u32,
            method: u64,
            params: u32,
            value_high: u64,
            value_low: u64,
            gas_limit: u64,
            flags: u64,
        ) -> u32;
    }
}
