//! The built-in targets: programs that leak, or only seem to, in ways that are known to the byte.
//!
//! `strandline demo` and the live tests run one of them as a child process and record it. The target sets the marks
//! itself, through its parent, and at the end tells the [`Truth`] that the recording is held against.

mod blocks;
mod cache;
mod churn;
mod malloc;
mod page_list;
mod puppet;
mod rounds;
mod script;
mod surfaces;
mod truth;

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests;

pub use puppet::puppet;
pub use rounds::MarkSetter;
pub use script::{Script, TargetKind, UnknownTarget};
pub use truth::Truth;

use super::memory::Mapping;
use crate::model::units::Bytes;
use rounds::{Action, Pace, Rounds};
use std::{io, mem};

#[cfg(target_os = "linux")]
use super::linux::demo as system;
#[cfg(target_os = "macos")]
use super::macos::demo as system;

/// Maps so much memory and writes to every page; a size is handed on in place of memory where tests do the sums.
type Mapper<M> = Box<dyn Fn(Bytes) -> io::Result<M>>;

/// Plays a target's part through all its cycles, and tells what it has leaked.
///
/// What leaked stays mapped until the process exits. Fails if a mark cannot be set, if memory cannot be mapped, or with
/// [`io::ErrorKind::InvalidInput`] if the script has too few cycles to tell anything.
pub fn run(script: &Script, marks: &mut dyn MarkSetter) -> io::Result<Truth> {
    let (truth, action) = play(script, marks, Pace::VISIBLE)?;
    // Its destructor would unmap the leak, which the recorder shall still find.
    mem::forget(action);
    Ok(truth)
}

fn play(script: &Script, marks: &mut dyn MarkSetter, pace: Pace) -> io::Result<(Truth, Box<dyn Action>)> {
    script.check()?;
    let mut action = action(script);
    let mut rounds = Rounds::new(marks, pace);
    rounds.note(rounds::START)?;
    rounds.run(script.warmup, &mut *action)?;
    rounds.baseline()?;
    rounds.run(script.cycles, &mut *action)?;
    let truth = Truth::new(script, category(script), action.residue());
    Ok((truth, action))
}

fn action(script: &Script) -> Box<dyn Action> {
    match script.kind {
        TargetKind::PageList => Box::new(page_list::Terminals::new(mapper(script), script.fixed)),
        TargetKind::Surfaces if script.untagged => {
            Box::new(surfaces::Windows::new(mapper(script), script.fixed))
        }
        TargetKind::Surfaces => Box::new(surfaces::Windows::new(Box::new(surface), script.fixed)),
        TargetKind::Cache => Box::new(cache::Cache::new(mapper(script))),
        TargetKind::Malloc => Box::new(malloc::Block::new(script.warmup, script.fixed)),
        TargetKind::Churn => Box::new(churn::Churn::new(mapper(script))),
        TargetKind::Heap => Box::new(blocks::ForgetfulList::new(script.fixed)),
        TargetKind::Fragments => Box::new(blocks::Fragments::new(script.fixed)),
    }
}

fn mapper(script: &Script) -> Mapper<Mapping> {
    let Script { kind, untagged, .. } = *script;
    Box::new(move |size| {
        let mut mapping = if untagged { Mapping::anonymous(size)? } else { system::map(kind, size)? };
        mapping.touch(1);
        Ok(mapping)
    })
}

fn surface(size: Bytes) -> io::Result<system::Surface> {
    let mut surface = system::surface(size)?;
    surface.touch(1);
    Ok(surface)
}

fn category(script: &Script) -> &'static str {
    // The allocator of the malloc target maps for itself, whatever the script says.
    if script.untagged && !script.kind.is_of_malloc() {
        system::UNTAGGED
    } else {
        system::category(script.kind)
    }
}
