//! Which thread a stack belongs to: `/proc/PID/task/TID/syscall` tells the stack pointer of a thread that waits, without
//! stopping it. (A running thread says so instead, and is asked again at the next sweep.)

use super::files::read_text;
use super::observing::Observer;
use crate::categories::{Fact, Facts};
use crate::model::Tag;
use crate::units::{Address, AddressRange};
use std::collections::BTreeMap;
use std::path::Path;

/// Threads whose stack was found.
#[derive(Debug, Default)]
pub(super) struct Threads {
    stacks: BTreeMap<u32, AddressRange>,
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
        let unknown = alive.iter().filter(|tid| !self.stacks.contains_key(tid));
        let asked: Vec<u32> = unknown.copied().take(MOST_QUESTIONS).collect();
        for tid in asked {
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
    let facts = known.facts.union(Facts::default().with(Fact::ThreadStack, true));
    observer.learn(stack, super::knowledge::Known { facts, label: Some(tag), ..known });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stack_pointer_is_the_next_to_last_field() {
        assert_eq!(stack_pointer("202 0x7f01 0x80 0x0 0x0 0x0 0x0 0x7ffc1000 0x7f5520\n"), Some(0x7ffc_1000));
        assert_eq!(stack_pointer("running\n"), None);
        assert_eq!(stack_pointer("-1 0x7ffc1000 0x7f5520"), Some(0x7ffc_1000));
    }
}
