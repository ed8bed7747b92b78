//! What differs between the systems: the only `cfg(target_os)` and the only `unsafe` of the core.

mod memory;
