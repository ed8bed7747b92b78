//! A delta on its way to the file.

use super::{
    Backing, Birth, Category, CategoryRole, Class, Cost, Cut, Delta, Kind, Previous, Quality, Range,
    Reclassification, Space, Split, Tag, TotalChange, UsageChange,
};
use crate::model;
use crate::model::units::AddressRange;
use crate::storage::trace_file::v1::nanos;

impl Delta {
    /// Becomes the wire form of `delta`.
    pub(in crate::storage::trace_file) fn fill(
        &mut self,
        delta: &model::SnapshotDelta,
        previous: &mut Previous,
    ) {
        let at = delta.at.nanos();
        self.after = at.wrapping_sub(std::mem::replace(&mut previous.at, at));
        self.kind = match delta.kind {
            model::SnapshotKind::Tick => Kind::Tick,
            model::SnapshotKind::Barrier => Kind::Barrier,
        };
        self.usage_complete = delta.usage_complete;
        refill(&mut self.tags, &delta.new_tags, |tag| Tag { name: tag.name.clone(), number: tag.number });
        refill(&mut self.categories, &delta.new_categories, category_to_wire);
        refill(&mut self.died, &delta.died, |&id| previous.id_to_wire(id));
        refill(&mut self.cut, &delta.cut, |cut| Cut {
            id: previous.id_to_wire(cut.id),
            range: previous.range_to_wire(cut.range),
        });
        refill(&mut self.split, &delta.split, |split| Split {
            parent: previous.id_to_wire(split.parent),
            id: previous.id_to_wire(split.id),
            range: previous.range_to_wire(split.range),
        });
        refill(&mut self.born, &delta.born, |birth| previous.birth_to_wire(birth));
        refill(&mut self.reclassified, &delta.reclassified, |change| Reclassification {
            id: previous.id_to_wire(change.id),
            class: class_to_wire(change.class),
        });
        refill(&mut self.usage, &delta.usage, |change| previous.usage_to_wire(change));
        self.totals.clear();
        previous.totals_to_wire(&delta.totals, &mut self.totals);
        self.cost = Cost {
            mapping: nanos(delta.cost.mapping),
            usage: nanos(delta.cost.usage),
            rest: nanos(delta.cost.rest),
            late: nanos(delta.cost.late),
            skipped: delta.cost.skipped,
        };
    }
}

fn refill<T, U>(list: &mut Vec<U>, from: &[T], convert: impl FnMut(&T) -> U) {
    list.clear();
    list.extend(from.iter().map(convert));
}

fn category_to_wire(category: &model::Category) -> Category {
    Category {
        group: category.group.clone(),
        name: category.name.clone(),
        role: match category.role {
            model::CategoryRole::Counted => CategoryRole::Counted,
            model::CategoryRole::Reserved => CategoryRole::Reserved,
            model::CategoryRole::Unattributed => CategoryRole::Unattributed,
        },
    }
}

fn class_to_wire(class: model::Classification) -> Class {
    Class { category: class.category.0, label: class.label.0, protection: class.protection.0 }
}

impl Previous {
    pub(in crate::storage::trace_file) fn id_to_wire(&mut self, id: model::RegionId) -> i32 {
        let before = std::mem::replace(&mut self.id, id.0);
        id.0.wrapping_sub(before).cast_signed()
    }

    fn range_to_wire(&mut self, range: AddressRange) -> Range {
        let (start, end) = (range.start.get(), range.end.get());
        let before = std::mem::replace(&mut self.address, end);
        Range { start: start.wrapping_sub(before).cast_signed(), len: end.wrapping_sub(start) }
    }

    fn birth_to_wire(&mut self, birth: &model::Birth) -> Birth {
        let start = birth.place.range().start.get();
        Birth {
            id: self.id_to_wire(birth.id),
            space: match birth.place.space() {
                model::Space::Address => Space::Address,
                model::Space::Object(id) => Space::Object(id.0),
                model::Space::Aggregate(category) => Space::Aggregate(category.0),
            },
            range: self.range_to_wire(birth.place.range()),
            tag: birth.identity.tag.0,
            backing: match birth.identity.backing {
                model::Backing::Anonymous => Backing::Anonymous,
                model::Backing::File { device, inode, shift } => {
                    Backing::File { device, inode, offset: shift.wrapping_add(start) }
                }
                model::Backing::Object { object, shift } => {
                    Backing::Object { object, offset: shift.wrapping_add(start) }
                }
            },
            access: birth.identity.access == model::PageAccess::Some,
            class: class_to_wire(birth.class),
        }
    }

    fn usage_to_wire(&mut self, change: &model::UsageChange) -> UsageChange {
        let resident = change.usage.resident.get();
        let kept = change.usage.dirty + change.usage.lazy_free;
        UsageChange {
            id: self.id_to_wire(change.id),
            resident,
            clean: resident.wrapping_sub(kept.get()).cast_signed(),
            swapped: change.usage.swapped.get(),
            lazy_free: change.usage.lazy_free.get(),
            quality: match change.quality {
                model::UsageQuality::Unknown => Quality::Unknown,
                model::UsageQuality::Estimated => Quality::Estimated,
                model::UsageQuality::Exact => Quality::Exact,
            },
        }
    }

    fn totals_to_wire(&mut self, totals: &model::Totals, into: &mut Vec<TotalChange>) {
        let before = std::mem::replace(&mut self.totals, *totals);
        for &kind in model::TotalKind::ALL {
            let (old, new) = (before.get(kind), totals.get(kind));
            if old == new {
                continue;
            }
            let old = old.unwrap_or_default().get();
            into.push(TotalChange {
                kind: kind as u8,
                change: new.map(|new| new.get().wrapping_sub(old).cast_signed()),
            });
        }
    }
}
