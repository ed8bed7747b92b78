//! Texts of `maps` as the kernel gives them at odd moments, and what is made of them.

use super::*;
use crate::classify::categories::MappingFact;
use crate::model::units::Timestamp;
use crate::model::{Recording, Region, SnapshotDelta};
use crate::record::tracking::Tracker;
use proptest::prelude::*;
use std::fmt::Write as _;

fn observer() -> Observer {
    Observer::new(Rules::built_in(), BTreeSet::from([0x1b]))
}

/// Observes a text; tells the spans, and each observation as `start-end category`.
fn observe_text(observer: &mut Observer, text: &str) -> (Vec<String>, Vec<String>) {
    let mut answer = Observed::default();
    observer.observe(&mut text.as_bytes().to_vec(), &mut answer);
    let describe = |observation: &Observation| {
        let category = &observer.vocabulary.categories()[observation.class.category.index()];
        format!("{} {category}", observation.place.range())
    };
    check_order(&answer);
    let spans = answer.spans.iter().map(ToString::to_string).collect();
    (spans, answer.mapped.iter().map(describe).collect())
}

/// What every answer promises: spans in order and apart, observations in order, apart, and each inside a span.
fn check_order(answer: &Observed) {
    assert!(answer.spans.windows(2).all(|pair| pair[0].end <= pair[1].start), "{:?}", answer.spans);
    let ranges: Vec<_> = answer.mapped.iter().map(|observation| observation.place.range()).collect();
    assert!(ranges.windows(2).all(|pair| pair[0].end <= pair[1].start), "{ranges:?}");
    let inside = |range: &AddressRange| answer.spans.iter().any(|span| span.intersection(*range) == *range);
    assert!(ranges.iter().all(inside), "{ranges:?} in {:?}", answer.spans);
}

fn mapped(observer: &mut Observer, text: &str) -> Vec<String> {
    observe_text(observer, text).1
}

fn range(start: u64, end: u64) -> AddressRange {
    AddressRange::from_bounds(start, end)
}

fn knows(fact: MappingFact) -> Known {
    Known { facts: [fact].into_iter().collect(), ..Known::default() }
}

#[test]
fn an_entry_that_is_told_twice_is_taken_once() {
    let mut observer = observer();
    // It grew between two pieces of the text; its offset in the file goes along.
    let text = "10000-20000 r--s 00005000 fe:01 7 /a\n10000-30000 r--s 00005000 fe:01 7 /a\n40000-50000 rw-p 0 00:00 0\n";
    let mut answer = Observed::default();
    observer.observe(&mut text.as_bytes().to_vec(), &mut answer);
    check_order(&answer);
    assert_eq!(answer.mapped.len(), 3);
    assert_eq!(answer.mapped[0].identity, answer.mapped[1].identity, "one mapping");
    assert_eq!(answer.mapped[1].place.range(), range(0x20000, 0x30000));
    // The next text is whole again, and tells nothing new of these bytes.
    let whole = "10000-30000 r--s 00005000 fe:01 7 /a\n40000-50000 rw-p 0 00:00 0\n";
    assert_eq!(mapped(&mut observer, whole)[0], "10000-30000 Files ▸ other");
    // One that lies inside another, and one that begins inside it.
    let odd =
        "10000-30000 r--s 00005000 fe:01 7 /a\n18000-20000 rw-p 0 00:00 0\n28000-38000 rw-p 0 00:00 0\n";
    let taken = mapped(&mut observer, odd);
    assert_eq!(taken, ["10000-30000 Files ▸ other", "30000-38000 Anonymous ▸ anonymous"]);
}

#[test]
fn half_a_line_is_counted_and_costs_its_entry_only() {
    let mut observer = observer();
    let text = "10000-20000 rw-p 0 00:00 0\n20000-30000 rw\n30000-40000 rw-p 0 00:00 0\n50000-600";
    assert_eq!(mapped(&mut observer, text).len(), 2);
    assert_eq!(observer.odd_lines, 2);
}

#[test]
fn an_entry_that_merged_is_known_in_part() {
    let mut observer = observer();
    mapped(&mut observer, "100000-140000 rw-p 0 00:00 0\n");
    observer.learn(range(0x10_0000, 0x14_0000), knows(MappingFact::LargeMalloc));
    let grown = "100000-180000 rw-p 0 00:00 0\n";
    assert_eq!(
        mapped(&mut observer, grown),
        ["100000-140000 Malloc ▸ large malloc", "140000-180000 Anonymous ▸ anonymous"]
    );
    // What lies in a hole is forgotten; memory that is mapped there later is new.
    mapped(&mut observer, "120000-180000 rw-p 0 00:00 0\n");
    assert_eq!(
        mapped(&mut observer, grown),
        [
            "100000-120000 Anonymous ▸ anonymous",
            "120000-140000 Malloc ▸ large malloc",
            "140000-180000 Anonymous ▸ anonymous"
        ]
    );
}

#[test]
fn what_is_learned_is_told_with_the_next_text_and_once() {
    let mut observer = observer();
    let text = "100000-140000 rw-p 0 00:00 0\n150000-160000 rw-p 0 00:00 0\n170000-180000 rw-p 0 00:00 0\n";
    mapped(&mut observer, text);
    assert_eq!(observe_text(&mut observer, text), (vec![], vec![]), "nothing changed");
    observer.learn(range(0x15_0000, 0x16_0000), knows(MappingFact::ThreadStack));
    let (spans, seen) = observe_text(&mut observer, text);
    assert_eq!(spans, ["150000-160000"]);
    assert_eq!(seen, ["150000-160000 Stacks ▸ thread stacks"]);
    assert_eq!(observe_text(&mut observer, text), (vec![], vec![]));
    // Beside a change of the text, each line is told once.
    observer.learn(range(0x10_0000, 0x14_0000), knows(MappingFact::LargeMalloc));
    observer.learn(range(0x17_0000, 0x18_0000), knows(MappingFact::LargeMalloc));
    let (spans, seen) =
        observe_text(&mut observer, &text[..text.len() - "170000-180000 rw-p 0 00:00 0\n".len()]);
    assert_eq!(spans, ["100000-140000", "150000-180000"]);
    assert_eq!(seen, ["100000-140000 Malloc ▸ large malloc", "150000-160000 Stacks ▸ thread stacks"]);
}

#[test]
fn the_stack_of_a_thread_has_its_name() {
    let mut observer = observer();
    let text = "10000-11000 ---p 0 00:00 0\n11000-91000 rw-p 0 00:00 0\n";
    assert_eq!(mapped(&mut observer, text)[0], "10000-11000 Reserved ▸ guard");
    let label = observer.vocabulary.tag_id(Tag::named("thread 17 worker"));
    let known = Known { label: Some(label), above_guard: true, ..knows(MappingFact::ThreadStack) };
    observer.learn(range(0x11000, 0x91000), known);
    let mut answer = Observed::default();
    observer.observe(&mut text.as_bytes().to_vec(), &mut answer);
    let [stack] = answer.mapped.as_slice() else { panic!("the stack only: {:?}", answer.mapped) };
    assert_eq!((stack.class.label, stack.identity.tag), (label, TagId(0)));
    assert_eq!(answer.spans, [range(0x11000, 0x91000)]);
}

#[test]
fn memory_that_was_executable_once_stays_so_byte_by_byte() {
    let mut observer = observer();
    let (writable, executable) = ("10000-20000 rw-p 0 00:00 0\n", "10000-20000 r-xp 0 00:00 0\n");
    assert_eq!(mapped(&mut observer, writable), ["10000-20000 Anonymous ▸ anonymous"]);
    assert_eq!(mapped(&mut observer, executable), ["10000-20000 JIT ▸ generated code"]);
    assert_eq!(mapped(&mut observer, writable), ["10000-20000 JIT ▸ generated code"]);
    // It merges with a heap beside it: a sweep then learns the flags of one entry.
    let merged = "10000-90000 rw-p 0 00:00 0\n";
    let parts = ["10000-20000 JIT ▸ generated code", "20000-90000 Anonymous ▸ anonymous"];
    assert_eq!(mapped(&mut observer, merged), parts);
    observer.learn(range(0x10000, 0x90000), Known { probed: true, ..Known::default() });
    assert_eq!(observe_text(&mut observer, merged), (vec![], vec![]), "no news");
    assert_eq!(mapped(&mut observer, "10000-90000 rw-p 0 00:00 0\na0000-b0000 rw-p 0 00:00 0\n")[..2], parts);
}

#[test]
fn what_was_known_of_memory_is_nothing_to_what_takes_its_place() {
    let mut observer = observer();
    let anonymous = "10000-20000 rw-p 0 00:00 0\n";
    let file = "10000-20000 rw-s 00000000 00:1b 9 /dev/shm/x\n";
    mapped(&mut observer, "10000-20000 rwxp 0 00:00 0\n");
    assert_eq!(mapped(&mut observer, file), ["10000-20000 Shared memory ▸ x"]);
    let known = observer.knowledge.containing(crate::model::units::Address::new(0x18000)).unwrap().1;
    assert!(known.shared_memory && known.facts == Facts::default());
    assert_eq!(mapped(&mut observer, anonymous), ["10000-20000 Anonymous ▸ anonymous"]);
    assert_eq!(observer.knowledge.containing(crate::model::units::Address::new(0x18000)), None);
}

#[test]
fn a_line_is_told_anew_where_its_neighbours_changed() {
    let data = "10000-20000 rw-p 00001000 fe:01 7 /lib/a.so\n";
    let bss = "20000-28000 rw-p 0 00:00 0\n";
    let far = "90000-98000 rw-p 0 00:00 0\n";
    let mut observer = observer();
    assert_eq!(
        mapped(&mut observer, &[data, bss, far].concat()),
        ["10000-20000 Files ▸ data", "20000-28000 Files ▸ data", "90000-98000 Anonymous ▸ anonymous"]
    );
    // The line before goes: bss is bss no more.
    let (spans, seen) = observe_text(&mut observer, &[bss, far].concat());
    assert_eq!(
        (spans, seen),
        (vec!["10000-28000".to_owned()], vec!["20000-28000 Anonymous ▸ anonymous".to_owned()])
    );
    // The line behind comes: a reservation becomes a guard, and back.
    let hole = "30000-31000 ---p 0 00:00 0\n";
    let stack = "31000-39000 rw-p 0 00:00 0\n";
    assert!(
        mapped(&mut observer, &[bss, hole, far].concat())
            .contains(&"30000-31000 Reserved ▸ reservation".to_owned())
    );
    assert!(
        mapped(&mut observer, &[bss, hole, stack, far].concat())
            .contains(&"30000-31000 Reserved ▸ guard".to_owned())
    );
    assert!(
        mapped(&mut observer, &[bss, hole, far].concat())
            .contains(&"30000-31000 Reserved ▸ reservation".to_owned())
    );
}

#[test]
fn an_arena_grows_into_its_rest() {
    let mut observer = observer();
    let used =
        |end: u64| format!("7f0004000000-{end:x} rw-p 0 00:00 0\n{end:x}-7f0008000000 ---p 0 00:00 0\n");
    let small = mapped(&mut observer, &used(0x7f00_0402_1000));
    assert_eq!(small[0], "7f0004000000-7f0004021000 Malloc ▸ glibc arenas");
    assert_eq!(small[1], "7f0004021000-7f0008000000 Reserved ▸ glibc arena");
    assert_eq!(
        mapped(&mut observer, &used(0x7f00_0500_0000))[0],
        "7f0004000000-7f0005000000 Malloc ▸ glibc arenas"
    );
}

#[test]
fn a_new_program_is_told_from_the_beginning() {
    let mut observer = observer();
    let text = "10000-20000 rwxp 0 00:00 0\n";
    mapped(&mut observer, text);
    observer.begin_program(ProgramRuntimes::default());
    let (spans, seen) = observe_text(&mut observer, "10000-20000 rw-p 0 00:00 0\n");
    assert_eq!((spans.len(), seen), (1, vec!["10000-20000 Anonymous ▸ anonymous".to_owned()]));
    assert!(spans[0].starts_with("0-"), "{spans:?}");
}

/// What is mapped at each of 64 pages: rights, and whether a new entry begins though it is like its neighbour.
type Pages = Vec<Option<(u8, bool)>>;

/// The text of the list, and how many entries it has.
fn list(pages: &Pages) -> (String, u32) {
    let (mut text, mut count, mut at) = (String::new(), 0, 0);
    while at < pages.len() {
        let Some((rights, _)) = pages[at] else {
            at += 1;
            continue;
        };
        let is_same = |next: &&Option<(u8, bool)>| matches!(next, Some((of, false)) if *of == rights);
        let len = 1 + pages[at + 1..].iter().take_while(is_same).count();
        let rights = ["rw-p", "r--p", "r-xp", "---p"][usize::from(rights)];
        let (start, end) = (0x10000 + at * 0x1000, 0x10000 + (at + len) * 0x1000);
        writeln!(text, "{start:x}-{end:x} {rights} 00000000 00:00 0 ").unwrap();
        (count, at) = (count + 1, at + len);
    }
    (text, count)
}

proptest! {
    /// Whatever changes from look to look, and whatever becomes known of a part of an entry: the mappings of all regions
    /// are as many as the lines of the list.
    #[test]
    fn every_line_is_counted_once(
        looks in proptest::collection::vec(
            (0..60_usize, 1..20_usize, proptest::option::of((0..4_u8, any::<bool>())), proptest::option::of((0..60_u64, 1..8_u64))),
            1..40,
        ),
    ) {
        let mut observer = observer();
        let (mut tracker, mut recording) = (Tracker::new(), Recording::default());
        let mut pages: Pages = vec![None; 64];
        pages[0] = Some((0, false));
        let mut actual = (0, 0);
        for (nth, (from, len, what, known)) in looks.into_iter().enumerate() {
            let end = (from + len).min(64);
            pages[from..end].fill(what.map(|(rights, _)| (rights, false)));
            pages[from] = what;
            let (text, count) = list(&pages);
            if count == 0 {
                continue;
            }
            let mut answer = Observed::default();
            observer.observe(&mut text.into_bytes(), &mut answer);
            let (tags, categories) = (observer.vocabulary.tags(), observer.vocabulary.categories());
            let mut delta = SnapshotDelta {
                at: Timestamp::from_nanos(nth as u64),
                new_tags: tags[actual.0..].to_vec(),
                new_categories: categories[actual.1..].to_vec(),
                ..SnapshotDelta::default()
            };
            actual = (tags.len(), categories.len());
            tracker.observe(&answer.spans, &answer.mapped, &mut delta);
            recording.append(&delta).unwrap();
            let alive = recording.regions().iter().filter(Region::is_alive);
            let mappings: Option<u32> =
                alive.map(|region| recording.history(&region).next().unwrap().mappings).sum();
            prop_assert_eq!(mappings, Some(count));
            if let Some((from, len)) = known {
                let (from, end) = (0x10000 + from * 0x1000, 0x10000 + (from + len).min(64) * 0x1000);
                observer.learn(range(from, end), knows(MappingFact::LargeMalloc));
            }
        }
    }
}
