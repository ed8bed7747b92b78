//! Which columns have room, and how wide they are.

use crate::panels::tables;
use crate::state::figures::SummaryColumn;
use crate::widgets::GridColumn;

/// What a column of the summary shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Content {
    Category,
    /// The persistent footprint over the range, as a line.
    Growth,
    /// Persistent and transient bytes as a bar.
    Bar,
    Figure(SummaryColumn),
}

/// The name of a category needs so much at least.
const CATEGORY: f32 = 172.0;

/// All columns from left to right, with their widths, and how soon each gives way where there is no room for all: totals
/// are sums of their neighbours; what is in memory is a part of what is mapped.
const ALL: [(Content, f32, u8); 14] = {
    use Content::{Bar, Category, Figure, Growth};
    use SummaryColumn as Column;
    [
        (Category, CATEGORY, 0),
        (Growth, 76.0, 1),
        (Bar, 84.0, 4),
        (Figure(Column::PersistentBytes), 116.0, 0),
        (Figure(Column::PersistentCount), 92.0, 2),
        (Figure(Column::TransientBytes), 124.0, 0),
        (Figure(Column::TransientCount), 100.0, 6),
        (Figure(Column::TotalBytes), 102.0, 9),
        (Figure(Column::TotalCount), 76.0, 10),
        (Figure(Column::Footprint), 88.0, 0),
        (Figure(Column::Resident), 84.0, 7),
        (Figure(Column::Mapped), 84.0, 3),
        (Figure(Column::Grown), 84.0, 5),
        (Figure(Column::Mappings), 84.0, 8),
    ]
};

/// Those that a single text fills: what is there, and nothing of what was born, went or grew.
const OF_ONE_TEXT: [Content; 5] = [
    Content::Category,
    Content::Figure(SummaryColumn::Footprint),
    Content::Figure(SummaryColumn::Resident),
    Content::Figure(SummaryColumn::Mapped),
    Content::Figure(SummaryColumn::Mappings),
];

/// The columns that have room beside each other.
pub(super) fn fitting(width: f32) -> Vec<Content> {
    tables::fitting(&ALL, width)
}

/// The same for texts of other tools, of which only the filled columns are shown: what they do not tell is no zero.
pub(super) fn fitting_of_texts(width: f32, filled: &[SummaryColumn], is_single: bool) -> Vec<Content> {
    let has_any = |column| filled.contains(&column);
    let is_filled = |content: &Content| match content {
        _ if is_single && !OF_ONE_TEXT.contains(content) => false,
        // Without what went they say what stayed once more.
        Content::Figure(SummaryColumn::TotalBytes | SummaryColumn::TotalCount) => {
            has_any(SummaryColumn::TransientBytes)
        }
        Content::Figure(column) => has_any(*column),
        Content::Bar => has_any(SummaryColumn::TransientBytes),
        Content::Category | Content::Growth => true,
    };
    let columns: Vec<_> = ALL.into_iter().filter(|(content, ..)| is_filled(content)).collect();
    tables::fitting(&columns, width)
}

impl Content {
    pub(super) fn column(self) -> GridColumn<'static> {
        let width = ALL.iter().find(|(content, ..)| *content == self).map_or(0.0, |(_, width, _)| *width);
        let (head, meaning) = match self {
            Self::Category => ("Category", "What the memory is: a group, and the kind within it"),
            Self::Growth => (
                "Growth",
                "Dirty and swapped bytes that are alive at the end of the range, over the range: each step is what stayed",
            ),
            Self::Bar => (
                "Kept · gone",
                "Persistent (solid) and transient bytes (light), all rows on one scale: what was born in the range, and \
                 whether it stayed",
            ),
            Self::Figure(column) => (column.head(), column.meaning()),
        };
        let is_number = matches!(self, Self::Figure(_));
        GridColumn { head, meaning, width, grows: self == Self::Category, is_number, sorts: is_number }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Content::{Bar, Figure};

    #[test]
    fn sums_give_way_before_what_they_are_made_of() {
        let all = fitting(2000.0);
        assert_eq!(all.len(), ALL.len());
        let without =
            |width| all.iter().copied().filter(|one| !fitting(width).contains(one)).collect::<Vec<_>>();
        let total = [
            SummaryColumn::TotalBytes,
            SummaryColumn::TotalCount,
            SummaryColumn::Resident,
            SummaryColumn::Mappings,
        ];
        assert_eq!(without(1072.0), total.map(Figure));
        assert!(without(740.0).contains(&Figure(SummaryColumn::Resident)));
        assert!(without(740.0).contains(&Figure(SummaryColumn::Grown)));
        assert_eq!(
            fitting(100.0)[1..],
            [SummaryColumn::PersistentBytes, SummaryColumn::TransientBytes, SummaryColumn::Footprint]
                .map(Figure)
        );
        assert!(!fitting(100.0).contains(&Bar));
        assert_eq!(fitting_of_texts(2000.0, &[], true), [Content::Category], "no row has anything");
        let footprint = [Content::Category, Figure(SummaryColumn::Footprint)];
        assert_eq!(
            fitting_of_texts(2000.0, &[SummaryColumn::Footprint, SummaryColumn::Grown], true),
            footprint
        );
    }
}
