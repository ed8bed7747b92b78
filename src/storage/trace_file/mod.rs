//! The recording on disk: a `.strand` file, append-only, self-contained, readable for ever.
//!
//! ```text
//! line 1      strandline trace 2                      what it is, and the version of all that follows
//! line 2      manifest LENGTH crc32 CHECKSUM          in decimal and in eight hexadecimal digits
//! LENGTH bytes                                        the manifest: RON, ends with a line break
//! frames, until the file ends:
//!   4 bytes   length of the payload, little endian
//!   1 byte    kind
//!   4 bytes   CRC-32 (IEEE) of kind and payload, little endian
//!   payload   one zstd frame that states its size, of postcard-encoded values of `v2`
//! ```
//!
//! | kind | payload |
//! |---|---|
//! | 1 deltas | `Delta` after `Delta`; each builds on the one before it, the first on nothing but the frames ahead |
//! | 2 keyframe | reserved: all regions alive, for a jump into a long recording |
//! | 3 epoch | one `Epoch` |
//! | 4 annotations | one `Annotations`; the last one in the file counts |
//! | 5 warnings | `Warnings` |
//! | 6 rules | reserved: the category rules in force |
//! | 7 end | one `End`: number of snapshots, offset and first time of every frame of deltas. Nothing follows it |
//! | 8 runtimes | one `Runtimes`: the allocators and language runtimes that were recognised; the last one counts |
//! | 9 annotation change | one `AnnotationChange` to the annotations ahead of it: a mark was set; not in version 1 |
//! | 10 logged stacks | `LoggedStacks`: call stacks that another tool has logged; not in version 1 |
//! | 11 calls | one `Calls`: calls that changed the address space, with their stacks; not in version 1 |
//! | 12 functions | one `Functions` of the frames of these stacks; the last one counts; not in version 1 |
//! | 13 heap | one `HeapCount`: what malloc's memory held at a mark; builds on the one before; not in version 1 |
//! | 14 pages | one `Pages`: pages that were touched or given back, by stacks of the calls ahead; not in version 1 |
//!
//! Version 1 (`v1`) opens for ever; it tells no mappings.
//!
//! A frame of unknown kind is skipped with a warning. A file that was cut anywhere opens up to its last good frame: one
//! that is damaged ends the reading, since every delta builds on those before it. The manifest is never rewritten.
//!
//! [`Writer`] appends while a session records, and holds a lock on the file; [`open`] reads, [`peek()`] looks at both ends,
//! [`copy_trace`] saves under another name, and a [`HeldTrace`] is shown: it stays where it is, and takes other marks. The
//! same values as text, one a line, are for scripts and for people who want to look ([`export_text`], [`import_text`]).

mod annotating;
mod assembly;
mod copy;
mod error;
mod evidence;
mod frame;
mod held;
mod lock;
mod peek;
mod reader;
mod text;
mod v1;
mod v2;
mod version;
mod writer;

#[cfg(test)]
mod tests;

pub use crate::platform::files::Existing;
pub use annotating::Annotated;
pub use copy::{copy_reworded, copy_trace};
pub use error::{OpenError, WriteError};
pub use held::{HeldTrace, SoleUse};
pub use lock::{is_being_written, is_used};
pub use peek::{Ending, Peek, peek};
pub use reader::{Opened, TRACE, is_trace, open, read};
pub use text::{TEXT_BEGINS, export_text, import_text, is_text};
pub use writer::{Sink, Writer};
