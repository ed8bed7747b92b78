//! What a program of macOS says of itself: which processors it is built for, how it was signed, and with which
//! entitlements. Pure: read from the bytes of its file on every system.
//!
//! A program's file may hold one program for each kind of processor, each with a signature at its end: a table of blobs,
//! all numbers of which stand with the most significant byte first (XNU `osfmk/kern/cs_blobs.h`). Whether a signature is
//! valid is not asked here; what it says is taken as said by a stranger.

mod blob;
mod entitlements;
mod flags;
pub mod magic;
mod program;

#[cfg(test)]
pub(crate) mod made_up;

pub use blob::Signature;
pub use entitlements::{CS_DEBUGGER, Entitlements, GET_TASK_ALLOW, NotEntitlements};
pub use flags::Flags;
pub use program::{Program, Slice, Unreadable};
