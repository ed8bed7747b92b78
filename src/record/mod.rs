//! A recording as it is made: regions followed over time, the thread that asks, and a check of both against the kernel.

pub mod session;
pub mod tracking;
pub mod verify;
