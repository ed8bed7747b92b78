//! Numbers with a meaning: addresses, sizes and moments, and how each of them is printed.
//!
//! No public signature of the core carries a bare `u64`.

mod address;
mod bytes;
mod text;
mod time;

pub use address::{Address, AddressRange};
pub use bytes::{About, ByteDelta, Bytes, grouped};
pub use text::capitalised;
pub use time::{TimeRange, Timestamp};
