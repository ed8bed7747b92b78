//! What is decided of programs and bundles, and what is done with them; by a stand-in for `codesign`.

mod deciding;
mod disks;
mod doing;
