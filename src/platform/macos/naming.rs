//! Tags and categories of regions, each looked up once.

use super::decode::{RawRegion, Words};
use super::kernel::{Kernel, MappedFile};
use super::objects::{Charge, Ledger};
use super::tags::{self, Nature};
use crate::classify::categories::{Rules, macos_tag};
use crate::model::units::Bytes;
use crate::model::{Backing, CategoryId, Classification, Identity, ObjectId, PageAccess, Place, Protection};
use crate::model::{Observation, Tag, TagId};
use crate::source::Vocabulary;
use std::collections::HashMap;

/// Names regions and objects.
#[derive(Debug)]
pub(crate) struct Naming {
    rules: Rules,
    pub(crate) vocabulary: Vocabulary,
    words: HashMap<(u32, Nature, Charge), Words>,
    unmapped: HashMap<Ledger, (TagId, CategoryId)>,
    /// By object and address: the paths of files.
    files: HashMap<(u32, u64), Option<TagId>>,
    /// Whether an allocator was seen that has the number of graphics memory.
    pub(crate) is_squatted: bool,
}

impl Naming {
    pub(crate) fn new(rules: Rules) -> Self {
        Self {
            rules,
            vocabulary: Vocabulary::default(),
            words: HashMap::new(),
            unmapped: HashMap::new(),
            files: HashMap::new(),
            is_squatted: false,
        }
    }

    /// Forgets what was about the former program. The vocabulary stays: what was sent of it stays right.
    pub(crate) fn begin_epoch(&mut self) {
        self.files.clear();
        self.is_squatted = false;
    }

    /// The words for a region of the process.
    pub(crate) fn tag_words(
        &mut self,
        kernel: &impl Kernel,
        pid: i32,
        raw: &RawRegion,
        charge: Charge,
    ) -> Words {
        let nature = Nature::of_region(raw);
        self.is_squatted |= tags::is_squatted(raw.user_tag, nature, charge);
        let mut words = match self.words.get(&(raw.user_tag, nature, charge)) {
            Some(&words) => words,
            None => self.coin(kernel, raw.user_tag, nature, charge),
        };
        if raw.external_pager && nature != Nature::SharedCache {
            words.label = self.file(kernel, pid, raw).unwrap_or(words.label);
        }
        words
    }

    /// The user's own name goes first, then our table, so that a category is called alike on every release; a number that
    /// only the system knows goes by what the system calls it.
    fn coin(&mut self, kernel: &impl Kernel, number: u32, nature: Nature, charge: Charge) -> Words {
        let own = self.rules.macos_name(number).map(str::to_owned);
        let own = own.or_else(|| macos_tag(number).is_none().then(|| kernel.tag_name(number)).flatten());
        let own = own.as_deref();
        let words = Words {
            tag: self.vocabulary.tag_id(tags::tag(number)),
            label: self.vocabulary.tag_id(tags::label(number, nature, charge, own)),
            category: self.vocabulary.category_id(tags::category(number, nature, charge, own)),
        };
        self.words.insert((number, nature, charge), words);
        words
    }

    /// The path of the file behind a region, asked for once.
    fn file(&mut self, kernel: &impl Kernel, pid: i32, raw: &RawRegion) -> Option<TagId> {
        let vocabulary = &mut self.vocabulary;
        *self.files.entry((raw.object_id, raw.address)).or_insert_with(|| {
            // For memory without file the kernel goes on to the next that has one.
            let is_there = |file: &MappedFile| {
                (file.address..file.address.saturating_add(file.size)).contains(&raw.address)
            };
            let file = kernel.mapped_file(pid, raw.address).filter(is_there)?;
            Some(vocabulary.tag_id(Tag { name: file.path, number: Some(raw.user_tag) }))
        })
    }

    /// What no region maps of an object, as the tracker wants it.
    pub(crate) fn unmapped(&mut self, id: u64, size: Bytes, ledger: Ledger) -> Observation {
        let vocabulary = &mut self.vocabulary;
        let (tag, category) = *self.unmapped.entry(ledger).or_insert_with(|| {
            let category = tags::category_unmapped(ledger);
            let tag = vocabulary.tag_id(Tag::named(&category.name));
            (tag, vocabulary.category_id(category))
        });
        Observation {
            place: Place::object(ObjectId(id), size),
            identity: Identity {
                tag,
                backing: Backing::Object { object: id, shift: 0 },
                access: PageAccess::Some,
            },
            class: Classification {
                category,
                label: tag,
                protection: Protection::READ.with(Protection::WRITE).with(Protection::SHARED),
            },
            mappings: Some(0),
        }
    }
}
