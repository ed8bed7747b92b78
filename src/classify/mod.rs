//! Which category a mapping belongs to: by rules, and by the allocators and runtimes that live in its process.

pub mod categories;
pub mod runtimes;
