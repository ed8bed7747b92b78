//! Ghostty's page list, small, with the bug that made it grow.
//!
//! The lines of a terminal stand on pages. Most have a standard size and come from the window's pool; a page with much
//! on it is larger and is mapped by itself. When the scrollback is full, the oldest page becomes the newest, with its
//! size set back to the standard one. A larger page that went through this looks standard ever after: when the window
//! closes it is handed to the pool, the pool unmaps only what it mapped itself, and the larger page stays for ever.

use super::Mapper;
use super::rounds::{Action, Residue};
use crate::model::units::Bytes;
use crate::platform::memory::whole_pages;
use std::collections::{HashMap, VecDeque};
use std::io;

const STANDARD: Bytes = Bytes::from_kib(592);
const LARGER: Bytes = Bytes::from_kib(9704);

/// How many pages the scrollback holds before the oldest is reused.
const SCROLLBACK: usize = 32;
/// One in so many of the first pages is larger: 8 in all, of which 6 are reused and 2 are not.
const LARGER_EVERY: usize = 4;
/// How many pages are reused while the window is open.
const SCROLLED_OUT: usize = 24;
/// How many larger pages are among them.
const LEAKED_PER_WINDOW: u32 = 6;

/// Names a page as a pointer would: whoever has it may forget it, and nothing is unmapped by that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct PageId(u64);

/// The memory behind the pages. What nobody unmaps stays in here: the leak.
struct Pages<M> {
    map: Mapper<M>,
    mapped: HashMap<PageId, M>,
    next: u64,
}

impl<M> Pages<M> {
    fn map(&mut self, size: Bytes) -> io::Result<PageId> {
        let memory = (self.map)(size)?;
        let page = PageId(self.next);
        self.next += 1;
        self.mapped.insert(page, memory);
        Ok(page)
    }

    fn unmap(&mut self, page: PageId) {
        self.mapped.remove(&page);
    }
}

/// Standard pages for the windows of one terminal.
#[derive(Default)]
struct PagePool {
    arena: Vec<PageId>,
    free: Vec<PageId>,
}

impl PagePool {
    fn take<M>(&mut self, pages: &mut Pages<M>) -> io::Result<PageId> {
        if let Some(page) = self.free.pop() {
            return Ok(page);
        }
        let page = pages.map(STANDARD)?;
        self.arena.push(page);
        Ok(page)
    }

    fn give_back(&mut self, page: PageId) {
        self.free.push(page);
    }

    /// Unmaps the arena, which is all that the pool mapped; what else it was given back is forgotten.
    fn close<M>(self, pages: &mut Pages<M>) {
        for page in self.arena {
            pages.unmap(page);
        }
    }
}

/// A page as the list sees it.
struct Page {
    id: PageId,
    /// What the list believes; the memory behind it may be larger.
    size: Bytes,
}

/// The scrollback of one window, oldest page first.
struct PageList {
    pages: VecDeque<Page>,
    pool: PagePool,
    fixed: bool,
}

impl PageList {
    fn new(fixed: bool) -> Self {
        Self { pages: VecDeque::new(), pool: PagePool::default(), fixed }
    }

    /// Adds a page at the end; for a standard one the oldest is reused when the scrollback is full.
    fn grow<M>(&mut self, size: Bytes, pages: &mut Pages<M>) -> io::Result<()> {
        let id = if size > STANDARD {
            pages.map(size)?
        } else if let Some(oldest) = self.prune(pages) {
            oldest
        } else {
            self.pool.take(pages)?
        };
        self.pages.push_back(Page { id, size });
        Ok(())
    }

    /// Takes the oldest page out of a full scrollback, to be used anew as a standard one.
    fn prune<M>(&mut self, pages: &mut Pages<M>) -> Option<PageId> {
        if self.pages.len() < SCROLLBACK {
            return None;
        }
        let oldest = self.pages.pop_front()?;
        if self.fixed && oldest.size > STANDARD {
            pages.unmap(oldest.id);
            return None;
        }
        Some(oldest.id)
    }

    fn close<M>(mut self, pages: &mut Pages<M>) {
        for page in self.pages {
            if page.size > STANDARD {
                pages.unmap(page.id);
            } else {
                self.pool.give_back(page.id);
            }
        }
        self.pool.close(pages);
    }
}

/// A terminal program: each cycle opens one window, writes much into it and closes it.
pub(super) struct Terminals<M> {
    pages: Pages<M>,
    window: Option<PageList>,
    fixed: bool,
}

impl<M> Terminals<M> {
    /// Without a window.
    pub(super) fn new(map: Mapper<M>, fixed: bool) -> Self {
        Self { pages: Pages { map, mapped: HashMap::new(), next: 0 }, window: None, fixed }
    }
}

impl<M> Action for Terminals<M> {
    fn open(&mut self) -> io::Result<()> {
        let window = self.window.insert(PageList::new(self.fixed));
        for number in 0..SCROLLBACK {
            let size = if number % LARGER_EVERY == 0 { LARGER } else { STANDARD };
            window.grow(size, &mut self.pages)?;
        }
        for _ in 0..SCROLLED_OUT {
            window.grow(STANDARD, &mut self.pages)?;
        }
        Ok(())
    }

    fn close(&mut self) -> io::Result<Option<&'static str>> {
        if let Some(window) = self.window.take() {
            window.close(&mut self.pages);
        }
        Ok(None)
    }

    fn residue(&self) -> Residue {
        if self.fixed {
            return Residue::Nothing;
        }
        Residue::EachCycle { regions: LEAKED_PER_WINDOW, size: whole_pages(LARGER) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terminals(fixed: bool) -> Terminals<Bytes> {
        Terminals::new(Box::new(Ok), fixed)
    }

    fn sizes(pages: &Pages<Bytes>) -> Vec<Bytes> {
        let mut sizes: Vec<_> = pages.mapped.values().copied().collect();
        sizes.sort();
        sizes
    }

    #[test]
    fn a_pool_unmaps_what_it_mapped_and_nothing_else() {
        let mut pages = terminals(false).pages;
        let mut pool = PagePool::default();
        let own = pool.take(&mut pages).unwrap();
        let foreign = pages.map(LARGER).unwrap();
        pool.give_back(own);
        assert_eq!(pool.take(&mut pages).unwrap(), own);
        pool.give_back(own);
        pool.give_back(foreign);
        pool.close(&mut pages);
        assert_eq!(sizes(&pages), [LARGER]);
    }

    #[test]
    fn a_larger_page_that_was_not_reused_is_unmapped() {
        let mut pages = terminals(false).pages;
        let mut list = PageList::new(false);
        list.grow(LARGER, &mut pages).unwrap();
        list.grow(STANDARD, &mut pages).unwrap();
        list.close(&mut pages);
        assert_eq!(sizes(&pages), []);
    }

    #[test]
    fn a_larger_page_that_was_reused_stays_unless_mended() {
        let check = |fixed, left: &[Bytes]| {
            let mut pages = terminals(fixed).pages;
            let mut list = PageList::new(fixed);
            list.grow(LARGER, &mut pages).unwrap();
            for _ in 0..SCROLLBACK {
                list.grow(STANDARD, &mut pages).unwrap();
            }
            assert_eq!(list.pages.len(), SCROLLBACK);
            list.close(&mut pages);
            assert_eq!(sizes(&pages), left);
        };
        check(false, &[LARGER]);
        check(true, &[]);
    }

    #[test]
    fn a_window_leaves_six_larger_pages_unless_mended() {
        let check = |fixed, per_cycle| {
            let mut terminals = terminals(fixed);
            for cycle in 1..=3 {
                terminals.open().unwrap();
                terminals.close().unwrap();
                assert_eq!(sizes(&terminals.pages), vec![LARGER; cycle * per_cycle]);
            }
        };
        check(false, LEAKED_PER_WINDOW as usize);
        check(true, 0);
    }
}
