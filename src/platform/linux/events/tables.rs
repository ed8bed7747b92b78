//! Numbers for modules, frames and stacks: a batch has each of them once, when it is new.

use super::unwinding::Unwinder;
use crate::model::{CallBatch, Frame, Module};
use std::collections::HashMap;

/// Stacks that get a number of their own; further ones are recorded as an empty stack.
const MOST_STACKS: usize = 1 << 20;

/// What has a number already.
#[derive(Default)]
pub(super) struct Tables {
    modules: HashMap<Module, u32>,
    frames: HashMap<Frame, u32>,
    stacks: HashMap<Vec<u32>, u32>,
    /// Stacks by their addresses, as long as no code moves.
    addresses: HashMap<Vec<u64>, u32>,
}

impl Tables {
    /// The number of a module.
    pub(super) fn module(&mut self, module: Module, new: &mut CallBatch) -> u32 {
        let next = number(self.modules.len());
        *self.modules.entry(module).or_insert_with_key(|module| {
            new.modules.push(module.clone());
            next
        })
    }

    /// The number of a stack of addresses.
    pub(super) fn stack(&mut self, addresses: &[u64], unwinder: &Unwinder, new: &mut CallBatch) -> u32 {
        if let Some(&known) = self.addresses.get(addresses) {
            return known;
        }
        let addresses = if self.stacks.len() < MOST_STACKS { addresses } else { &[] };
        let frames = addresses.iter().map(|&address| self.frame(unwinder.frame(address), new)).collect();
        let next = number(self.stacks.len());
        let stack = *self.stacks.entry(frames).or_insert_with_key(|frames| {
            new.stacks.push(frames.clone());
            next
        });
        self.addresses.insert(addresses.to_vec(), stack);
        stack
    }

    fn frame(&mut self, frame: Frame, new: &mut CallBatch) -> u32 {
        let next = number(self.frames.len());
        *self.frames.entry(frame).or_insert_with(|| {
            new.frames.push(frame);
            next
        })
    }

    /// Code has moved: addresses mean other places now.
    pub(super) fn forget_addresses(&mut self) {
        self.addresses.clear();
    }
}

fn number(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}
