//! Structs that syscalls write through their out-pointer: little-endian, no padding.

/// `vm.message_context`, 80 bytes.
#[repr(C)]
#[derive(Default, Clone, Copy)]
pub struct MessageContext {
    pub origin: u64,
    pub nonce: u64,
    pub caller: u64,
    pub receiver: u64,
    pub method: u64,
    pub value_low: u64,
    pub value_high: u64,
    pub premium_low: u64,
    pub premium_high: u64,
    /// Bit 0: read-only.
    pub flags: u64,
}

/// `network.context`, 44 bytes.
#[repr(C, packed(4))]
#[derive(Default, Clone, Copy)]
pub struct NetworkContext {
    pub epoch: i64,
    pub timestamp: u64,
    pub base_fee_low: u64,
    pub base_fee_high: u64,
    pub chain_id: u64,
    pub network_version: u32,
}

/// `ipld.block_open`, 16 bytes.
#[repr(C)]
#[derive(Default, Clone, Copy)]
pub struct OpenedBlock {
    pub codec: u64,
    pub id: u32,
    pub size: u32,
}

/// `ipld.block_stat`, 12 bytes.
#[repr(C, packed(4))]
#[derive(Default, Clone, Copy)]
pub struct BlockStat {
    pub codec: u64,
    pub size: u32,
}

/// `send.send`, 20 bytes.
#[repr(C, packed(4))]
#[derive(Default, Clone, Copy)]
pub struct SendResult {
    pub exit_code: u32,
    pub return_id: u32,
    pub return_codec: u64,
    pub return_size: u32,
}

/// Header of an event entry, 24 bytes.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct EntryHeader {
    pub flags: u64,
    pub codec: u64,
    pub key_bytes: u32,
    pub value_bytes: u32,
}
