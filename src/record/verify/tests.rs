//! Looks and accounts made up: what agrees, what differs, and where.

use super::{ComparedFigure, Verification};
use crate::analysis::tests::scenario::{ANONYMOUS, HEAP, RECOGNISED, RESERVED, Scenario};
use crate::model::units::{AddressRange, Bytes};
use crate::model::{TotalKind, Totals};
use crate::source::{Account, AccountEntry, PageRun};

const PAGE: u64 = 4096;

fn pages(count: u64) -> Bytes {
    Bytes::new(count * PAGE)
}

fn range(start: u64, end: u64) -> AddressRange {
    AddressRange::from_bounds(start * PAGE, end * PAGE)
}

/// An entry of which so many pages are anonymous memory.
fn entry(start: u64, end: u64, touched: u64) -> AccountEntry {
    let [resident, anonymous, proportional] = [pages(touched); 3];
    AccountEntry { range: range(start, end), resident, anonymous, proportional, ..AccountEntry::default() }
}

fn anonymous(start: u64, end: u64) -> PageRun {
    PageRun { range: range(start, end), is_resident: true, is_anonymous: true, is_swapped: false }
}

/// Ten pages of plain memory, four of them touched; three of the heap, all touched; two reserved.
fn scenario() -> Scenario {
    let mut scenario = Scenario::new();
    scenario.map(0, 10, ANONYMOUS).touch(0, 4).map(20, 3, HEAP).touch(20, 3).map(30, 2, RESERVED).tick();
    scenario
}

fn account() -> Account {
    let mut totals = Totals::default();
    let figures = [
        (TotalKind::Virtual, pages(15)),
        (TotalKind::WalkedResident, pages(7)),
        (TotalKind::WalkedAnonymous, pages(7)),
        (TotalKind::LazyFree, Bytes::ZERO),
        (TotalKind::PssShared, Bytes::ZERO),
        (TotalKind::WalkedSwapped, Bytes::ZERO),
    ];
    for (kind, bytes) in figures {
        totals.set(kind, bytes);
    }
    Account {
        entries: vec![entry(0, 10, 4), entry(20, 23, 3), entry(30, 32, 0)],
        pages: vec![anonymous(0, 4), anonymous(20, 23)],
        totals,
    }
}

/// The names of the categories and sums that differ.
fn differing(verification: &Verification) -> (Vec<String>, Vec<&'static str>) {
    let categories = verification.categories.iter();
    let categories = categories.filter(|row| !row.figures.iter().all(super::Held::agrees));
    let sums = verification.sums.iter().filter(|sum| !sum.held.agrees());
    (categories.map(|row| row.category.name.clone()).collect(), sums.map(|sum| sum.words).collect())
}

#[test]
fn what_is_the_same_agrees() {
    let verification = Verification::new(&scenario().trace.recording, &account());
    assert!(verification.agrees(), "{verification:#?}");
    assert_eq!((verification.mappings, verification.regions, verification.categories.len()), (3, 3, 3));
    let actual: Vec<_> = verification.sums.iter().map(|sum| (sum.figure, sum.held.ours)).collect();
    assert!(
        actual.contains(&(ComparedFigure::Resident, pages(7)))
            && actual.contains(&(ComparedFigure::Mapped, pages(15)))
    );
}

#[test]
fn a_page_of_difference_is_seen_and_stands_first() {
    let mut account = account();
    account.entries[1].resident += pages(1);
    let verification = Verification::new(&scenario().trace.recording, &account);
    assert_eq!(differing(&verification), (vec!["Heap".to_owned()], vec![]));
    assert_eq!(verification.categories[0].category.name, "Heap");
    account.totals.set(TotalKind::WalkedResident, pages(8));
    let verification = Verification::new(&scenario().trace.recording, &account);
    assert_eq!(differing(&verification).1, ["Rss + huge pages"]);
}

#[test]
fn memory_that_the_look_counts_as_dirty_though_it_was_freed_differs() {
    let mut account = account();
    account.entries[0].lazy_free = pages(3);
    account.totals.set(TotalKind::LazyFree, pages(3));
    let verification = Verification::new(&scenario().trace.recording, &account);
    let (categories, sums) = differing(&verification);
    assert_eq!(categories, ["Anonymous"]);
    assert_eq!(sums, ["Anonymous − LazyFree + Pss_Shmem + huge pages", "LazyFree"]);
}

#[test]
fn a_mapping_of_two_categories_is_told_by_its_pages() {
    let mut scenario = Scenario::new();
    scenario.map(0, 4, ANONYMOUS).map(4, 4, RECOGNISED).touch(2, 4).tick();
    let account =
        Account { entries: vec![entry(0, 8, 4)], pages: vec![anonymous(2, 6)], totals: Totals::default() };
    let verification = Verification::new(&scenario.trace.recording, &account);
    assert!(verification.agrees(), "{verification:#?}");
    let moved = Account { pages: vec![anonymous(3, 7)], ..account };
    let verification = Verification::new(&scenario.trace.recording, &moved);
    assert_eq!(differing(&verification).0.len(), 2);
}

#[test]
fn shares_of_shared_memory_may_differ_by_their_rounding() {
    let mut account = account();
    account.entries[0].is_shared_memory = true;
    account.totals.set(TotalKind::PssShared, Bytes::from_kib(2));
    let verification = Verification::new(&scenario().trace.recording, &account);
    assert!(verification.agrees(), "{verification:#?}");
    account.totals.set(TotalKind::PssShared, Bytes::from_kib(3));
    assert!(!Verification::new(&scenario().trace.recording, &account).agrees());
}

#[test]
fn a_mapping_that_we_do_not_have_differs() {
    let mut account = account();
    account.entries.push(entry(40, 41, 1));
    account.totals.set(TotalKind::Virtual, pages(16));
    let verification = Verification::new(&scenario().trace.recording, &account);
    assert_eq!(differing(&verification).1, ["VmSize", "pages in memory"].split_at(1).0);
}
