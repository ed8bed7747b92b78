//! Windows with graphics memory, as `WezTerm` had them: of each closed window one layer stays, and keeps its surfaces.

use super::Mapper;
use super::rounds::{Action, Residue};
use crate::model::units::Bytes;
use crate::platform::memory::whole_pages;
use std::io;
use std::rc::Rc;

/// A layer draws into one surface while another is shown and a third waits.
const SURFACES: u32 = 3;
/// 1280 × 800 pixels of four bytes.
const SURFACE: Bytes = Bytes::new(1280 * 800 * 4);

/// A layer is its surfaces; they live as long as anyone holds it.
type Layer<M> = Rc<[M]>;

/// A program with windows: each cycle opens one and closes it.
pub(super) struct Windows<M> {
    map: Mapper<M>,
    window: Option<Layer<M>>,
    /// The renderer's own hold on the layers, one more than it needs.
    retained: Vec<Layer<M>>,
    fixed: bool,
}

impl<M> Windows<M> {
    /// Without a window.
    pub(super) fn new(map: Mapper<M>, fixed: bool) -> Self {
        Self { map, window: None, retained: Vec::new(), fixed }
    }
}

impl<M> Action for Windows<M> {
    fn open(&mut self) -> io::Result<()> {
        let layer: Layer<M> = (0..SURFACES).map(|_| (self.map)(SURFACE)).collect::<io::Result<_>>()?;
        self.retained.push(Rc::clone(&layer));
        self.window = Some(layer);
        Ok(())
    }

    fn close(&mut self) -> io::Result<Option<&'static str>> {
        drop(self.window.take());
        if self.fixed {
            self.retained.clear();
        }
        Ok(None)
    }

    fn residue(&self) -> Residue {
        if self.fixed {
            return Residue::Nothing;
        }
        Residue::EachCycle { regions: SURFACES, size: whole_pages(SURFACE) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closed_window_leaves_its_layer_unless_mended() {
        let check = |fixed, layers| {
            let mut windows = Windows::new(Box::new(Ok), fixed);
            for _ in 0..3 {
                windows.open().unwrap();
                windows.close().unwrap();
            }
            assert!(windows.window.is_none());
            assert_eq!(windows.retained.len(), layers);
            assert!(windows.retained.iter().all(|layer| **layer == [SURFACE; 3]));
        };
        check(false, 3);
        check(true, 0);
    }
}
