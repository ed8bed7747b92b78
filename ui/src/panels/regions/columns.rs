//! Which columns have room, and how wide they are.

use crate::panels::tables;
use crate::state::figures::RegionColumn;
use crate::widgets::GridColumn;

/// What a column of the regions shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Content {
    /// What became of the region in the window.
    Change,
    Sorted(RegionColumn),
    Protection,
    Identity,
}

/// All columns from left to right, with their widths, and how soon each gives way where there is no room for all.
const ALL: [(Content, f32, u8); 11] = {
    use Content::{Change, Identity, Protection, Sorted};
    use RegionColumn as Column;
    [
        (Change, 70.0, 0),
        (Sorted(Column::Address), 190.0, 0),
        (Sorted(Column::Size), 84.0, 0),
        (Sorted(Column::Dirty), 84.0, 0),
        (Sorted(Column::Swapped), 84.0, 0),
        (Sorted(Column::Resident), 88.0, 4),
        (Protection, 52.0, 5),
        (Sorted(Column::Label), 96.0, 1),
        (Sorted(Column::Born), 106.0, 3),
        (Sorted(Column::Age), 92.0, 2),
        (Identity, 72.0, 6),
    ]
};

/// The columns that have room beside each other.
pub(super) fn fitting(width: f32) -> Vec<Content> {
    tables::fitting(&ALL, width)
}

impl Content {
    pub(super) fn column(self) -> GridColumn<'static> {
        let width = ALL.iter().find(|(content, ..)| *content == self).map_or(0.0, |(_, width, _)| *width);
        let (head, meaning) = match self {
            Self::Change => ("Change", "What became of it in the range: new, grew, shrank or gone"),
            Self::Protection => {
                ("Prot", "What may be done with its bytes, and whether they are shared (s) or private (p)")
            }
            Self::Identity => (
                "Identity",
                "Certain: the system names the object behind it.\nInferred: told by address and name only; it may have been \
                 unmapped and mapped again between two looks",
            ),
            Self::Sorted(column) => (column.head(), column.meaning()),
        };
        let is_number = match self {
            Self::Sorted(column) => !matches!(column, RegionColumn::Address | RegionColumn::Label),
            Self::Change | Self::Protection | Self::Identity => false,
        };
        let grows = self == Self::Sorted(RegionColumn::Label);
        GridColumn { head, meaning, width, grows, is_number, sorts: matches!(self, Self::Sorted(_)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn address_and_sizes_stay_longest() {
        assert_eq!(fitting(2000.0).len(), ALL.len());
        assert!(fitting(728.0).contains(&Content::Sorted(RegionColumn::Age)));
        let last = [RegionColumn::Address, RegionColumn::Size, RegionColumn::Dirty, RegionColumn::Swapped];
        assert_eq!(fitting(100.0)[1..], last.map(Content::Sorted));
    }
}
