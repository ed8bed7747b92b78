//! What malloc's memory holds: live blocks, cached ones, free ones. From outside, and without symbols.
//!
//! [`Heap::find`] looks for glibc's arenas by their structure, [`Heap::count`] goes through every block of them once.
//! All is pure: memory is whatever reads it ([`Memory`]), a process that stands still or a saved image.
//!
//! Blocks are told apart as malloc does it (malloc/malloc.c of glibc): a block is free where the next one says so, and one
//! that malloc keeps for later (tcache, fastbins) looks as if it were used, so that those lists are followed too. Layouts
//! of glibc 2.23 to 2.43 on 64-bit little-endian systems are known.

mod arenas;
mod blocks;
mod cached;
mod memory;
mod tally;

#[cfg(test)]
mod made_up;
#[cfg(test)]
mod tests;

pub use arenas::{Heap, Mapping, MappingKind};
pub use memory::Memory;
