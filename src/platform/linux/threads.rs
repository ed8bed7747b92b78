//! Which thread a stack belongs to: `/proc/PID/task/TID/syscall` tells the stack pointer of a thread that waits, without
//! stopping it. (A running thread says so instead, and is asked again at the next sweep.)

use super::files::read_text;
use super::observing::Observer;
use crate::classify::categories::{Facts, MappingFact};
use crate::model::Tag;
use crate::model::units::{Address, AddressRange};
use std::collections::BTreeMap;
use std::path::Path;

/// Threads whose stack was found.
#[derive(Debug, Default)]
pub(super) struct Threads {
    stacks: BTreeMap<u32, AddressRange>,
    /// The last one that was asked: the next time it goes on from there, so that threads that are always running do not
    /// keep the others from their turn.
    asked_last: u32,
}

/// Threads asked in one go: each costs some ten microseconds.
const MOST_QUESTIONS: usize = 64;

impl Threads {
    /// Looks for new threads, and for threads that ended.
    pub(super) fn refresh(&mut self, process: &Path, observer: &mut Observer) {
        let Ok(tasks) = std::fs::read_dir(process.join("task")) else { return };
        let alive: Vec<u32> =
            tasks.flatten().filter_map(|task| task.file_name().to_str()?.parse().ok()).collect();
        self.stacks.retain(|tid, stack| {
            let stays = alive.contains(tid);
            if !stays {
                label(observer, *stack, "thread stack (idle)");
            }
            stays
        });
        let mut unknown = alive;
        unknown.retain(|tid| !self.stacks.contains_key(tid));
        unknown.sort_unstable();
        let next = unknown.partition_point(|&tid| tid <= self.asked_last);
        unknown.rotate_left(next);
        for tid in unknown.into_iter().take(MOST_QUESTIONS) {
            self.asked_last = tid;
            let task = process.join("task").join(tid.to_string());
            if let Some(stack) = stack_of(&task, observer) {
                let name = read_text(&task.join("comm")).unwrap_or_default();
                label(observer, stack, &format!("thread {tid} {}", name.trim_end()));
                self.stacks.insert(tid, stack);
            }
        }
    }
}

/// The stack that a thread's stack pointer lies in, if it lies above a guard.
fn stack_of(task: &Path, observer: &Observer) -> Option<AddressRange> {
    let text = std::fs::read_to_string(task.join("syscall")).ok()?;
    let pointer = stack_pointer(&text)?;
    let (stack, known) = observer.knowledge.containing(Address::new(pointer))?;
    known.above_guard.then_some(stack)
}

/// The next to last field: `NUMBER ARGUMENT… STACK_POINTER INSTRUCTION_POINTER`, or `running`.
fn stack_pointer(text: &str) -> Option<u64> {
    let field = text.split_whitespace().rev().nth(1)?;
    u64::from_str_radix(field.strip_prefix("0x")?, 16).ok()
}

fn label(observer: &mut Observer, stack: AddressRange, text: &str) {
    let Some((_, known)) = observer.knowledge.overlapping(stack).next() else { return };
    let tag = observer.vocabulary.tag_id(Tag::named(text));
    let facts = known.facts.union(Facts::default().with(MappingFact::ThreadStack, true));
    observer.learn(stack, super::knowledge::Known { facts, label: Some(tag), ..known });
}

#[cfg(test)]
mod tests {
    use super::super::knowledge::Known;
    use super::*;
    use crate::classify::categories::Rules;
    use std::collections::BTreeSet;

    #[test]
    fn every_thread_has_its_turn() {
        let process = tempfile::tempdir().unwrap();
        let last = 1 + u32::try_from(MOST_QUESTIONS).unwrap();
        for tid in 1..=last {
            let task = process.path().join("task").join(tid.to_string());
            std::fs::create_dir_all(&task).unwrap();
            let says = if tid == last { "202 0x0 0x1800 0x400000\n" } else { "running\n" };
            std::fs::write(task.join("syscall"), says).unwrap();
        }
        let mut observer = Observer::new(Rules::built_in(), BTreeSet::new());
        let above_guard = Known { above_guard: true, ..Known::default() };
        observer.learn(AddressRange::from_bounds(0x1000, 0x2000), above_guard);
        let mut threads = Threads::default();
        threads.refresh(process.path(), &mut observer);
        assert!(threads.stacks.is_empty());
        threads.refresh(process.path(), &mut observer);
        assert!(threads.stacks.keys().eq([&last]));
    }

    #[test]
    fn the_stack_pointer_is_the_next_to_last_field() {
        assert_eq!(stack_pointer("202 0x7f01 0x80 0x0 0x0 0x0 0x0 0x7ffc1000 0x7f5520\n"), Some(0x7ffc_1000));
        assert_eq!(stack_pointer("running\n"), None);
        assert_eq!(stack_pointer("-1 0x7ffc1000 0x7f5520"), Some(0x7ffc_1000));
    }
}
