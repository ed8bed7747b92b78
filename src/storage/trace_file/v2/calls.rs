//! Calls that change the address space, and the functions of their frames.

use crate::model::units::{AddressRange, Timestamp};
use crate::model::{self, Wording};
use serde::{Deserialize, Serialize};

/// What came since the batch before; its tables continue those of the batches ahead of it.
#[derive(Serialize, Deserialize)]
pub(in crate::storage::trace_file) struct Calls {
    since: Option<u64>,
    modules: Vec<Module>,
    frames: Vec<Frame>,
    stacks: Vec<Vec<u32>>,
    log: Vec<Call>,
    lost: Vec<LostCalls>,
}

#[derive(Serialize, Deserialize)]
struct Module {
    path: String,
    build_id: Vec<u8>,
}

#[derive(Serialize, Deserialize)]
struct Frame {
    module: Option<u32>,
    offset: u64,
}

#[derive(Serialize, Deserialize)]
struct Call {
    /// Nanoseconds since the call before in the batch.
    after: i64,
    thread: u32,
    effect: Effect,
    stack: u32,
}

/// Ranges are a first address and a length.
#[derive(Serialize, Deserialize)]
enum Effect {
    Mapped(u64, u64, bool),
    Unmapped(u64, u64),
    Moved(u64, u64, u64, u64),
    Protected(u64, u64, bool),
    Replaced,
}

#[derive(Serialize, Deserialize)]
struct LostCalls {
    at: u64,
    count: u64,
}

impl Calls {
    pub(in crate::storage::trace_file) fn new(batch: &model::CallBatch) -> Self {
        let module =
            |module: &model::Module| Module { path: module.path.clone(), build_id: module.build_id.clone() };
        let frame = |frame: &model::Frame| Frame { module: frame.module, offset: frame.offset };
        let mut before = 0_u64;
        let call = |call: &model::Call| {
            let effect = Effect::new(call.effect)?;
            Some(Call { after: after(&mut before, call.at), thread: call.thread, effect, stack: call.stack })
        };
        let lost = |lost: &model::LostCalls| LostCalls { at: lost.at.nanos(), count: lost.count };
        Self {
            since: batch.since.map(Timestamp::nanos),
            modules: batch.modules.iter().map(module).collect(),
            frames: batch.frames.iter().map(frame).collect(),
            stacks: batch.stacks.clone(),
            log: batch.calls.iter().filter_map(call).collect(),
            lost: batch.lost.iter().map(lost).collect(),
        }
    }

    pub(in crate::storage::trace_file) fn into_model(self) -> model::CallBatch {
        let module = |module: Module| model::Module { path: module.path, build_id: module.build_id };
        let frame = |frame: Frame| model::Frame { module: frame.module, offset: frame.offset };
        let mut at = 0_u64;
        let call = |call: Call| {
            at = at.wrapping_add(call.after.cast_unsigned());
            model::Call {
                at: Timestamp::from_nanos(at),
                thread: call.thread,
                effect: call.effect.into_model(),
                stack: call.stack,
            }
        };
        let lost =
            |lost: LostCalls| model::LostCalls { at: Timestamp::from_nanos(lost.at), count: lost.count };
        model::CallBatch {
            since: self.since.map(Timestamp::from_nanos),
            modules: self.modules.into_iter().map(module).collect(),
            frames: self.frames.into_iter().map(frame).collect(),
            stacks: self.stacks,
            calls: self.log.into_iter().map(call).collect(),
            lost: self.lost.into_iter().map(lost).collect(),
        }
    }

    pub(in crate::storage::trace_file) const fn is_empty(&self) -> bool {
        self.since.is_none()
            && self.modules.is_empty()
            && self.frames.is_empty()
            && self.stacks.is_empty()
            && self.log.is_empty()
            && self.lost.is_empty()
    }

    /// The same in other words, if there are any.
    pub(in crate::storage::trace_file) fn reworded(self, wording: Option<&dyn Wording>) -> Self {
        let Some(wording) = wording else { return self };
        let mut batch = self.into_model();
        batch.reword(wording);
        Self::new(&batch)
    }
}

/// Nanoseconds from the call before to this one.
fn after(before: &mut u64, at: Timestamp) -> i64 {
    let at = at.nanos();
    at.wrapping_sub(std::mem::replace(before, at)).cast_signed()
}

/// A first address and a length.
const fn parts(range: AddressRange) -> (u64, u64) {
    (range.start.get(), range.len().get())
}

const fn range(start: u64, len: u64) -> AddressRange {
    AddressRange::from_bounds(start, start.saturating_add(len))
}

impl Effect {
    /// Nothing where only pages came or went: see [`Pages`].
    fn new(effect: model::Effect) -> Option<Self> {
        Some(match effect {
            model::Effect::Mapped(range, accessible) => {
                let (start, len) = parts(range);
                Self::Mapped(start, len, accessible)
            }
            model::Effect::Unmapped(range) => {
                let (start, len) = parts(range);
                Self::Unmapped(start, len)
            }
            model::Effect::Moved(from, to) => {
                let ((old, old_len), (new, new_len)) = (parts(from), parts(to));
                Self::Moved(old, old_len, new, new_len)
            }
            model::Effect::Protected(range, accessible) => {
                let (start, len) = parts(range);
                Self::Protected(start, len, accessible)
            }
            model::Effect::Replaced => Self::Replaced,
            model::Effect::Touched(..) | model::Effect::GaveBack(_) => return None,
        })
    }

    fn into_model(self) -> model::Effect {
        match self {
            Self::Mapped(start, len, accessible) => model::Effect::Mapped(range(start, len), accessible),
            Self::Unmapped(start, len) => model::Effect::Unmapped(range(start, len)),
            Self::Moved(old, old_len, new, new_len) => {
                model::Effect::Moved(range(old, old_len), range(new, new_len))
            }
            Self::Protected(start, len, accessible) => {
                model::Effect::Protected(range(start, len), accessible)
            }
            Self::Replaced => model::Effect::Replaced,
        }
    }
}

/// Pages that were touched or given back since the batch before, by stacks of the calls ahead.
#[derive(Serialize, Deserialize)]
pub(in crate::storage::trace_file) struct Pages {
    log: Vec<PageChange>,
}

#[derive(Serialize, Deserialize)]
struct PageChange {
    /// Nanoseconds since the change before in the batch.
    after: i64,
    thread: u32,
    start: u64,
    len: u64,
    /// How many page faults it stands for; 0 where pages were given back.
    faults: u64,
    stack: u32,
}

impl Pages {
    pub(in crate::storage::trace_file) fn new(batch: &model::CallBatch) -> Self {
        let mut before = 0_u64;
        let change = |call: &model::Call| {
            let (range, faults) = match call.effect {
                model::Effect::Touched(page, faults) => (page, faults),
                model::Effect::GaveBack(range) => (range, 0),
                _ => return None,
            };
            let (start, len) = parts(range);
            let after = after(&mut before, call.at);
            Some(PageChange { after, thread: call.thread, start, len, faults, stack: call.stack })
        };
        Self { log: batch.calls.iter().filter_map(change).collect() }
    }

    pub(in crate::storage::trace_file) const fn is_empty(&self) -> bool {
        self.log.is_empty()
    }

    pub(in crate::storage::trace_file) fn into_model(self) -> model::CallBatch {
        let mut at = 0_u64;
        let call = |change: PageChange| {
            at = at.wrapping_add(change.after.cast_unsigned());
            let range = range(change.start, change.len);
            let effect = match change.faults {
                0 => model::Effect::GaveBack(range),
                faults => model::Effect::Touched(range, faults),
            };
            model::Call { at: Timestamp::from_nanos(at), thread: change.thread, effect, stack: change.stack }
        };
        model::CallBatch { calls: self.log.into_iter().map(call).collect(), ..model::CallBatch::default() }
    }
}

/// The functions of all frames so far, by their places; the last value in a file counts.
#[derive(Serialize, Deserialize)]
pub(in crate::storage::trace_file) struct Functions {
    frames: Vec<Vec<Function>>,
}

#[derive(Serialize, Deserialize)]
struct Function {
    name: String,
    file: String,
    line: u32,
}

impl Functions {
    pub(in crate::storage::trace_file) fn new(functions: &[Vec<model::Function>]) -> Self {
        let function = |function: &model::Function| Function {
            name: function.name.clone(),
            file: function.file.clone(),
            line: function.line,
        };
        let frame = |functions: &Vec<model::Function>| functions.iter().map(function).collect();
        Self { frames: functions.iter().map(frame).collect() }
    }

    pub(in crate::storage::trace_file) fn into_model(self) -> Vec<Vec<model::Function>> {
        let function = |Function { name, file, line }| model::Function { name, file, line };
        self.frames.into_iter().map(|functions| functions.into_iter().map(function).collect()).collect()
    }

    /// The same in other words, if there are any.
    pub(in crate::storage::trace_file) fn reworded(self, wording: Option<&dyn Wording>) -> Self {
        let Some(wording) = wording else { return self };
        let mut functions = self.into_model();
        functions.iter_mut().flatten().for_each(|function| wording.function(function));
        Self::new(&functions)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Effect as Did;

    /// If this fails, old files cannot be read any more: give the new format a kind of its own.
    #[test]
    fn calls_are_written_like_this_for_ever() {
        let range = AddressRange::from_bounds;
        let call =
            |at, effect, stack| model::Call { at: Timestamp::from_nanos(at), thread: 9, effect, stack };
        let batch = model::CallBatch {
            since: Some(Timestamp::from_nanos(3)),
            modules: vec![model::Module { path: "m".to_owned(), build_id: vec![0xab] }],
            frames: vec![model::Frame { module: Some(0), offset: 5 }],
            stacks: vec![vec![0, 0]],
            calls: vec![
                call(10, Did::Mapped(range(4, 6), true), 0),
                call(8, Did::Unmapped(range(4, 5)), 0),
                call(8, Did::Moved(range(1, 2), range(3, 7)), 0),
                call(9, Did::Protected(range(1, 2), false), 0),
                call(9, Did::Replaced, 0),
            ],
            lost: vec![model::LostCalls { at: Timestamp::from_nanos(7), count: 300 }],
        };
        let written = postcard::to_allocvec(&Calls::new(&batch)).unwrap();
        let expected: &[&[u8]] = &[
            &[1, 3, 1, 1, b'm', 1, 0xab, 1, 1, 0, 5, 1, 2, 0, 0, 5],
            &[20, 9, 0, 4, 2, 1, 0],
            &[3, 9, 1, 4, 1, 0],
            &[0, 9, 2, 1, 1, 3, 4, 0],
            &[2, 9, 3, 1, 1, 0, 0],
            &[0, 9, 4, 0],
            &[1, 7, 0xac, 0x02],
        ];
        assert_eq!(written, expected.concat());
        assert_eq!(postcard::from_bytes::<Calls>(&written).unwrap().into_model(), batch);

        let pages = vec![call(12, Did::Touched(range(1, 2), 16), 0), call(11, Did::GaveBack(range(1, 3)), 1)];
        let touched = model::CallBatch { calls: pages, ..model::CallBatch::default() };
        let written = postcard::to_allocvec(&Pages::new(&touched)).unwrap();
        assert_eq!(written, [2, 24, 9, 1, 1, 16, 0, 1, 9, 1, 2, 0, 1]);
        assert_eq!(postcard::from_bytes::<Pages>(&written).unwrap().into_model(), touched);
        assert!(Calls::new(&touched).is_empty() && Pages::new(&batch).is_empty());

        let functions =
            vec![vec![model::Function { name: "f".to_owned(), file: "g".to_owned(), line: 300 }], Vec::new()];
        let written = postcard::to_allocvec(&Functions::new(&functions)).unwrap();
        assert_eq!(written, [2, 1, 1, b'f', 1, b'g', 0xac, 0x02, 0]);
        assert_eq!(postcard::from_bytes::<Functions>(&written).unwrap().into_model(), functions);
    }
}
