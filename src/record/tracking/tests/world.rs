//! A small world to be observed: 64 pages of address space, some objects and rows, and what may happen to them.

use crate::model::units::{AddressRange, Bytes};
use crate::model::{
    Backing, Category, CategoryId, CategoryRole, Classification, Identity, ObjectId, Observation, PageAccess,
    Place, Protection, Tag, TagId, Usage,
};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

pub(super) const PAGES: u64 = 64;
pub(super) const PAGE: u64 = 4096;

/// What a page is. Two of them may differ in what does not make another byte of it: rights, a file's name, a category.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Page {
    pub(super) identity: Identity,
    pub(super) class: Classification,
}

/// What can be mapped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Anonymous,
    Named,
    Reserved,
    /// A file: its inode, and its offset minus address in pages.
    File(u64, u64),
}

const TAGS: [&str; 6] = ["", "[anon:pages]", "/lib/one", "/lib/two", "/lib/renamed", "thread 17"];
const ANONYMOUS: u32 = 0;
const NAMED: u32 = 1;
const RESERVED: u32 = 2;
const FILES: u32 = 3;
const STACKS: u32 = 4;
const OBJECTS: u32 = 5;
const ROWS: [u32; 2] = [6, 7];

pub(super) fn tags() -> Vec<Tag> {
    TAGS.map(Tag::named).to_vec()
}

pub(super) fn categories() -> Vec<Category> {
    let counted = ["anonymous", "named", "reserved", "files", "stacks", "objects", "row", "other row"];
    let mut categories: Vec<_> = counted.map(|name| Category::counted("Memory", name)).to_vec();
    categories[RESERVED as usize].role = CategoryRole::Reserved;
    categories
}

impl Kind {
    fn page(self) -> Page {
        let anonymous = Backing::Anonymous;
        let file = |inode, shift: u64| Backing::File { device: 1, inode, shift: shift * PAGE };
        let (tag, backing, category) = match self {
            Self::Anonymous => (0, anonymous, ANONYMOUS),
            Self::Named => (1, anonymous, NAMED),
            Self::Reserved => (0, anonymous, RESERVED),
            Self::File(inode, shift) => (2 + u32::from(inode > 1), file(inode, shift), FILES),
        };
        let is_reserved = self == Self::Reserved;
        let rights =
            if is_reserved { Protection::default() } else { Protection::READ.with(Protection::WRITE) };
        Page {
            identity: Identity {
                tag: TagId(tag),
                backing,
                access: if is_reserved { PageAccess::None } else { PageAccess::Some },
            },
            class: Classification { category: CategoryId(category), label: TagId(tag), protection: rights },
        }
    }
}

/// What happens between two looks, and how the next look is described.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step {
    Map(u64, u64, Kind),
    Unmap(u64, u64),
    /// Unmapped and mapped again by something like it: nothing that can be seen.
    Reuse(u64, u64),
    /// The mapping around a page grows, downwards or upwards.
    Grow(u64, u64, bool),
    /// Write becomes execute, and back.
    Flip(u64, u64),
    ReadOnly(u64, u64),
    /// Address space without access becomes memory.
    Commit(u64, u64),
    /// The file behind these pages is called otherwise from now on.
    Rename(u64),
    /// The kernel splits an entry here, or merges what it had split.
    Boundary(u64),
    /// What anonymous memory is becomes known.
    Recognise(u64, u64),
    Object(u64, u64),
    Row(usize, u64),
    /// Pages are touched, swapped out, or dropped.
    Use(u64, u64, u8),
    Look(Described),
}

/// How much of the world a look describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Described {
    Whole,
    /// A span for each run of changed pages.
    Changes,
    /// The same, each wider by a page on both sides.
    Wider,
    /// All changes by one span, and nothing without address.
    OneSpan,
}

pub(super) fn steps() -> impl Strategy<Value = Vec<Step>> {
    proptest::collection::vec(step(), 1..120)
}

fn step() -> impl Strategy<Value = Step> {
    let area = || (0..PAGES, 1..14_u64);
    let kind = prop_oneof![
        4 => Just(Kind::Anonymous),
        1 => Just(Kind::Named),
        2 => Just(Kind::Reserved),
        2 => (1..3_u64, 0..2_u64).prop_map(|(inode, shift)| Kind::File(inode, shift)),
    ];
    let described = prop_oneof![
        Just(Described::Whole),
        Just(Described::Changes),
        Just(Described::Wider),
        Just(Described::OneSpan)
    ];
    prop_oneof![
        6 => (area(), kind).prop_map(|((page, len), kind)| Step::Map(page, len, kind)),
        4 => area().prop_map(|(page, len)| Step::Unmap(page, len)),
        1 => area().prop_map(|(page, len)| Step::Reuse(page, len)),
        2 => (area(), any::<bool>()).prop_map(|((page, len), up)| Step::Grow(page, len, up)),
        2 => area().prop_map(|(page, len)| Step::Flip(page, len)),
        1 => area().prop_map(|(page, len)| Step::ReadOnly(page, len)),
        2 => area().prop_map(|(page, len)| Step::Commit(page, len)),
        1 => (0..PAGES).prop_map(Step::Rename),
        2 => (0..PAGES).prop_map(Step::Boundary),
        1 => area().prop_map(|(page, len)| Step::Recognise(page, len)),
        1 => (0..3_u64, 0..9_u64).prop_map(|(id, pages)| Step::Object(id, pages)),
        1 => (0..2_usize, 0..9_u64).prop_map(|(row, pages)| Step::Row(row, pages)),
        4 => (area(), 0..4_u8).prop_map(|((page, len), how)| Step::Use(page, len, how)),
        8 => described.prop_map(Step::Look),
    ]
}

/// The world as it is now.
#[derive(Clone, Debug, Default)]
pub(super) struct World {
    pub(super) pages: BTreeMap<u64, Page>,
    pub(super) objects: BTreeMap<u64, u64>,
    pub(super) rows: BTreeMap<u32, u64>,
    /// What each page uses.
    pub(super) used: BTreeMap<u64, Usage>,
    /// Where the kernel's entries are split though nothing parts them.
    boundaries: BTreeSet<u64>,
}

impl World {
    /// Lets something happen.
    pub(super) fn happen(&mut self, step: Step) {
        match step {
            Step::Map(page, len, kind) => self.map(page, len, kind.page()),
            Step::Unmap(page, len) => self.unmap(page, len),
            Step::Grow(page, len, up) => self.grow(page, len, up),
            Step::Flip(page, len) => self.change(page, len, |page| {
                let executable = page.class.protection.has(Protection::EXECUTE);
                let other = if executable { Protection::WRITE } else { Protection::EXECUTE };
                page.class.protection = Protection::READ.with(other);
            }),
            Step::ReadOnly(page, len) => {
                self.change(page, len, |page| page.class.protection = Protection::READ);
            }
            Step::Commit(page, len) => self.commit(page, len),
            Step::Rename(page) => self.rename(page),
            Step::Boundary(page) => {
                if !self.boundaries.remove(&page) {
                    self.boundaries.insert(page);
                }
            }
            Step::Recognise(page, len) => self.change(page, len, |page| {
                if page.class.category.0 == ANONYMOUS {
                    page.class =
                        Classification { category: CategoryId(STACKS), label: TagId(5), ..page.class };
                }
            }),
            Step::Object(id, pages) => _ = self.objects.insert(id, pages),
            Step::Row(row, pages) => _ = self.rows.insert(ROWS[row], pages),
            Step::Use(page, len, how) => self.touch(page, len, how),
            Step::Reuse(page, len) => self.used.retain(|place, _| !(page..page + len).contains(place)),
            Step::Look(_) => {}
        }
    }

    fn map(&mut self, first: u64, len: u64, page: Page) {
        self.unmap(first, len);
        self.pages.extend((first..(first + len).min(PAGES)).map(|place| (place, page)));
    }

    fn unmap(&mut self, first: u64, len: u64) {
        for place in first..first + len {
            self.pages.remove(&place);
            self.used.remove(&place);
        }
    }

    fn grow(&mut self, page: u64, len: u64, up: bool) {
        let Some(&grown) = self.pages.get(&page) else { return };
        let free = |place: &u64| !self.pages.contains_key(place);
        let places: Vec<u64> = if up {
            (page..PAGES)
                .skip_while(|place| !free(place))
                .take_while(free)
                .take(usize::try_from(len).unwrap())
                .collect()
        } else {
            (0..page)
                .rev()
                .skip_while(|place| !free(place))
                .take_while(free)
                .take(usize::try_from(len).unwrap())
                .collect()
        };
        self.pages.extend(places.into_iter().map(|place| (place, grown)));
    }

    fn change(&mut self, first: u64, len: u64, change: impl Fn(&mut Page)) {
        let pages = self.pages.range_mut(first..first + len).map(|(_, page)| page);
        pages.filter(|page| page.identity.access == PageAccess::Some).for_each(change);
    }

    fn commit(&mut self, first: u64, len: u64) {
        let pages = self.pages.range_mut(first..first + len).map(|(_, page)| page);
        pages
            .filter(|page| page.identity.access == PageAccess::None)
            .for_each(|page| *page = Kind::Anonymous.page());
    }

    fn rename(&mut self, page: u64) {
        let Some(renamed) = self.pages.get(&page).map(|page| page.identity.backing) else { return };
        let Backing::File { inode: of_file, .. } = renamed else { return };
        for page in self.pages.values_mut() {
            if matches!(page.identity.backing, Backing::File { inode, .. } if inode == of_file) {
                page.identity.tag = TagId(4);
                page.class.label = TagId(4);
            }
        }
    }

    fn touch(&mut self, first: u64, len: u64, how: u8) {
        let (none, all) = (Bytes::ZERO, Bytes::new(PAGE));
        let usage = match how {
            0 => Usage::default(),
            1 => Usage { resident: all, ..Usage::default() },
            2 => Usage { resident: all, dirty: all, ..Usage::default() },
            _ => Usage { resident: none, swapped: all, ..Usage::default() },
        };
        let mapped = self.pages.range(first..first + len).map(|(&place, _)| place);
        self.used.extend(mapped.map(|place| (place, usage)));
    }

    /// The entries of the kernel inside a span.
    pub(super) fn entries(&self, span: AddressRange) -> Vec<Observation> {
        let mut entries: Vec<(AddressRange, Page)> = Vec::new();
        for (&place, &page) in &self.pages {
            let range = pages_range(place, place + 1);
            match entries.last_mut() {
                _ if !range.overlaps(span) => {}
                Some((last, of_last))
                    if last.end == range.start && *of_last == page && !self.boundaries.contains(&place) =>
                {
                    last.end = range.end;
                }
                _ => entries.push((range, page)),
            }
        }
        let observation = |(range, Page { identity, class })| Observation {
            place: Place::Mapped(range),
            identity,
            class,
            mappings: Some(1),
        };
        entries.into_iter().map(observation).collect()
    }

    /// Everything without address.
    pub(super) fn unmapped(&self) -> Vec<(Observation, Usage)> {
        let with_usage = |place: Place, category: u32| {
            let identity = Identity { tag: TagId(2), backing: Backing::Anonymous, access: PageAccess::Some };
            let protection = Protection::READ;
            let class = Classification { category: CategoryId(category), label: TagId(2), protection };
            let usage = Usage { resident: place.len(), dirty: place.len(), ..Usage::default() };
            let mappings = Some(u32::try_from(place.len().get() / PAGE * 3 % 7).unwrap());
            (Observation { place, identity, class, mappings }, usage)
        };
        let size = |pages: u64| Bytes::new(pages * PAGE);
        let objects = self.objects.iter().map(|(&id, &pages)| Place::object(ObjectId(id), size(pages)));
        let rows = self.rows.iter().map(|(&row, &pages)| Place::aggregate(CategoryId(row), size(pages)));
        let objects = objects.map(|place| with_usage(place, OBJECTS));
        objects.chain(rows.map(|place| with_usage(place, place_category(place)))).collect()
    }

    /// The spans that a look describes, where `before` is the world at the look before.
    pub(super) fn spans(&self, before: &Self, described: Described) -> Vec<AddressRange> {
        let is_changed = |place: &u64| self.pages.get(place) != before.pages.get(place);
        let changed: Vec<u64> = (0..PAGES).filter(is_changed).collect();
        let margin = u64::from(described == Described::Wider);
        let runs = changed.chunk_by(|one, next| one + 1 + 2 * margin >= *next);
        let spans =
            runs.map(|run| pages_range(run[0].saturating_sub(margin), run[run.len() - 1] + 1 + margin));
        match described {
            Described::Whole => vec![AddressRange::ALL],
            Described::Changes | Described::Wider => spans.collect(),
            Described::OneSpan => {
                let all: Vec<_> = spans.collect();
                let ends = all.first().zip(all.last());
                ends.map(|(first, last)| AddressRange::new(first.start, last.end)).into_iter().collect()
            }
        }
    }
}

fn place_category(place: Place) -> u32 {
    match place {
        Place::Aggregate(category, _) => category.0,
        Place::Mapped(_) | Place::Object(..) => OBJECTS,
    }
}

pub(super) fn pages_range(start: u64, end: u64) -> AddressRange {
    AddressRange::from_bounds(start * PAGE, end * PAGE)
}
