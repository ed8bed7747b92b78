//! The structures that the kernel fills in, and the numbers that it is asked with, held against Apple's headers.
//!
//! Each place and each number is written down once, where it is made use of: in [`words`](super::words),
//! [`numbers`](super::numbers) or the table here. It is then held twice while compiling: on macOS against the structures of
//! mach2 and libc, by the table; and against Apple's own headers by `headers.c`, which `scripts/check-macos` compiles, and
//! which a test keeps the same as what is said here.

mod own;
#[cfg(any(test, target_os = "macos"))]
mod table;
#[cfg(test)]
mod tests;

#[cfg(target_os = "macos")]
pub(super) use own::{Architecture, RegionPath, UniqueIdentifier};
