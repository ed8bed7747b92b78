//! A delta on its way from the file.

use super::{
    Backing, Birth, Category, CategoryRole, Class, Cost, Delta, Kind, Previous, Quality, Range, Space,
    TotalChange, UsageChange,
};
use crate::model;
use crate::model::units::{Address, AddressRange, Bytes, Timestamp};
use std::time::Duration;

impl Delta {
    pub(in crate::storage::trace_file) fn into_model(self, previous: &mut Previous) -> model::SnapshotDelta {
        previous.at = previous.at.wrapping_add(self.after);
        // In the order in which they were written: every difference counts from the one before.
        let died = convert(self.died, |id| previous.id_from_wire(id));
        let cut = convert(self.cut, |cut| model::Cut {
            id: previous.id_from_wire(cut.id),
            range: previous.range_from_wire(cut.range),
        });
        let split = convert(self.split, |split| model::Split {
            parent: previous.id_from_wire(split.parent),
            id: previous.id_from_wire(split.id),
            range: previous.range_from_wire(split.range),
        });
        let born = convert(self.born, |birth| previous.birth_from_wire(&birth));
        let reclassified = convert(self.reclassified, |change| model::Reclassification {
            id: previous.id_from_wire(change.id),
            class: class_from_wire(change.class),
        });
        let usage = convert(self.usage, |change| previous.usage_from_wire(&change));
        model::SnapshotDelta {
            at: Timestamp::from_nanos(previous.at),
            kind: match self.kind {
                Kind::Tick => model::SnapshotKind::Tick,
                Kind::Barrier => model::SnapshotKind::Barrier,
            },
            new_tags: convert(self.tags, |tag| model::Tag { name: tag.name, number: tag.number }),
            new_categories: convert(self.categories, category_from_wire),
            died,
            cut,
            split,
            born,
            reclassified,
            usage,
            // They have a frame of their own.
            runtimes: None,
            // Not told before version 2.
            mappings: Vec::new(),
            usage_complete: self.usage_complete,
            totals: previous.totals_from_wire(&self.totals),
            cost: cost_from_wire(self.cost),
        }
    }
}

fn convert<T, U>(list: Vec<T>, convert: impl FnMut(T) -> U) -> Vec<U> {
    list.into_iter().map(convert).collect()
}

fn category_from_wire(category: Category) -> model::Category {
    model::Category {
        group: category.group,
        name: category.name,
        role: match category.role {
            CategoryRole::Counted => model::CategoryRole::Counted,
            CategoryRole::Reserved => model::CategoryRole::Reserved,
            CategoryRole::Unattributed => model::CategoryRole::Unattributed,
        },
    }
}

fn class_from_wire(class: Class) -> model::Classification {
    model::Classification {
        category: model::CategoryId(class.category),
        label: model::TagId(class.label),
        protection: model::Protection(class.protection),
    }
}

fn cost_from_wire(cost: Cost) -> model::TickCost {
    model::TickCost {
        mapping: Duration::from_nanos(cost.mapping),
        usage: Duration::from_nanos(cost.usage),
        rest: Duration::from_nanos(cost.rest),
        late: Duration::from_nanos(cost.late),
        skipped: cost.skipped,
    }
}

impl Previous {
    pub(in crate::storage::trace_file) fn id_from_wire(&mut self, difference: i32) -> model::RegionId {
        self.id = self.id.wrapping_add(difference.cast_unsigned());
        model::RegionId(self.id)
    }

    fn range_from_wire(&mut self, range: Range) -> AddressRange {
        let start = self.address.wrapping_add(range.start.cast_unsigned());
        self.address = start.wrapping_add(range.len);
        AddressRange::new(Address::new(start), Address::new(self.address))
    }

    fn birth_from_wire(&mut self, birth: &Birth) -> model::Birth {
        let id = self.id_from_wire(birth.id);
        let range = self.range_from_wire(birth.range);
        let start = range.start.get();
        let space = match birth.space {
            Space::Address => model::Space::Address,
            Space::Object(object) => model::Space::Object(model::ObjectId(object)),
            Space::Aggregate(category) => model::Space::Aggregate(model::CategoryId(category)),
        };
        let backing = match birth.backing {
            Backing::Anonymous => model::Backing::Anonymous,
            Backing::File { device, inode, offset } => {
                model::Backing::File { device, inode, shift: offset.wrapping_sub(start) }
            }
            Backing::Object { object, offset } => {
                model::Backing::Object { object, shift: offset.wrapping_sub(start) }
            }
        };
        let access = if birth.access { model::PageAccess::Some } else { model::PageAccess::None };
        model::Birth {
            id,
            place: model::Place::in_space(space, range),
            identity: model::Identity { tag: model::TagId(birth.tag), backing, access },
            class: class_from_wire(birth.class),
        }
    }

    fn usage_from_wire(&mut self, change: &UsageChange) -> model::UsageChange {
        let kept = Bytes::new(change.resident.wrapping_sub(change.clean.cast_unsigned()));
        let lazy_free = Bytes::new(change.lazy_free);
        model::UsageChange {
            id: self.id_from_wire(change.id),
            usage: model::Usage {
                resident: Bytes::new(change.resident),
                dirty: kept - lazy_free,
                swapped: Bytes::new(change.swapped),
                lazy_free,
            },
            quality: match change.quality {
                Quality::Unknown => model::UsageQuality::Unknown,
                Quality::Estimated => model::UsageQuality::Estimated,
                Quality::Exact => model::UsageQuality::Exact,
            },
        }
    }

    /// Figures of a kind that only a newer version knows are left out.
    fn totals_from_wire(&mut self, changes: &[TotalChange]) -> model::Totals {
        let mut totals = model::Totals::default();
        for &kind in model::TotalKind::ALL {
            let before = self.totals.get(kind);
            let change = changes.iter().find(|change| change.kind == kind as u8);
            let value = match change {
                None => before,
                Some(change) => change.change.map(|difference| {
                    let before = before.unwrap_or_default().get();
                    Bytes::new(before.wrapping_add(difference.cast_unsigned()))
                }),
            };
            if let Some(value) = value {
                totals.set(kind, value);
            }
        }
        self.totals = totals;
        totals
    }
}
