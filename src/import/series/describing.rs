//! What a region of a text is: its identity, and how it is shown.

use super::observing::Observer;
use crate::classify::categories::MappingFact;
use crate::import::capture::{FileBehind, Listed};
use crate::model::units::Bytes;
use crate::model::{Backing, Category, CategoryRole, Classification, Identity, PageAccess, Protection, Tag};
use crate::source::proc_text::MapsEntry;
use crate::source::proc_text::tags::{self, Neighbours};

impl Observer<'_> {
    pub(super) fn describe_apple(&mut self, region: &Listed) -> (Identity, Classification) {
        let meaning = self.meaning(&region.label);
        let is_untouched =
            region.is_empty && region.figures.resident.is_none_or(|size| size.bytes == Bytes::ZERO);
        let is_reserved = region.protection.is_none()
            || is_untouched
            || region.detail.contains("reserved VM address space")
            || !meaning.category.is_counted();
        let mut category = meaning.category;
        if is_reserved {
            "Reserved".clone_into(&mut category.group);
            category.role = CategoryRole::Reserved;
        }
        let label = if region.detail.is_empty() { &region.label } else { &region.detail };
        let class = self.class(category, label, region.protection);
        let access = if is_reserved { PageAccess::None } else { PageAccess::Some };
        (Identity { tag: self.vocabulary.tag_id(meaning.tag), backing: Backing::Anonymous, access }, class)
    }

    pub(super) fn describe_linux(
        &mut self,
        region: &Listed,
        entry: &MapsEntry<'_>,
        beside: Neighbours<'_>,
    ) -> (Identity, Classification) {
        let mut entry = *entry;
        if self.everything_is_executable && region.file == FileBehind::None {
            entry.protection = Protection(entry.protection.0 & !Protection::EXECUTE.0);
        }
        let entry = &entry;
        let mut facts = tags::facts(entry, beside);
        facts = facts.with(MappingFact::GlibcArena, self.has_arenas && tags::may_be_full_arena(entry));
        if entry.name.is_empty() && facts.has(MappingFact::Anonymous) {
            // The flag of thread stacks, and a guard below.
            let guard = beside.before.filter(|below| below.range.end == entry.range.start);
            let is_stack = guard.is_some_and(|guard| guard.protection.is_none() && guard.inode == 0)
                && region.flags.has(crate::source::proc_text::VmFlag::NoHugePage);
            facts = facts
                .union(tags::facts_of_flags(entry.range, region.flags))
                .with(MappingFact::ThreadStack, is_stack);
        }
        let tag = self.vocabulary.tag_id(Tag::named(&region.label));
        let category = self.rules.linux(&region.label, facts, self.runtimes);
        let class = self.class(category, &region.label, region.protection);
        let backing = match region.file {
            FileBehind::Known { device, inode, offset } => {
                Backing::File { device, inode, shift: offset.wrapping_sub(entry.range.start.get()) }
            }
            FileBehind::Named | FileBehind::None => Backing::Anonymous,
        };
        let access = if region.protection.is_none() { PageAccess::None } else { PageAccess::Some };
        (Identity { tag, backing, access }, class)
    }

    pub(super) fn class(
        &mut self,
        category: Category,
        label: &str,
        protection: Protection,
    ) -> Classification {
        Classification {
            category: self.vocabulary.category_id(category),
            label: self.vocabulary.tag_id(Tag::named(label)),
            protection,
        }
    }
}
