//! Numbers with a meaning: addresses, sizes and moments, and how each of them is printed.
//!
//! No public signature of the core carries a bare `u64`.

mod address;
mod bytes;
mod time;

pub use address::{Address, AddressRange};
pub use bytes::{About, ByteDelta, Bytes, grouped};
pub use time::{TimeRange, Timestamp};
