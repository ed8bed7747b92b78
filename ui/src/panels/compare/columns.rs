//! Which columns have room, and how wide they are.

use crate::panels::tables;
use crate::state::CompareColumn;
use crate::widgets::GridColumn;

/// What a column shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Content {
    Name,
    /// Both verdicts, or one where they agree.
    Verdicts,
    Change,
    Before,
    After,
    Difference,
    Interval,
    /// The difference with its interval as a line.
    Whisker,
}

/// From left to right, with their widths, and how soon each gives way where there is no room for all.
const ALL: [(Content, f32, u8); 8] = {
    use Content::{After, Before, Change, Difference, Interval, Name, Verdicts, Whisker};
    [
        (Name, 152.0, 0),
        (Verdicts, 166.0, 0),
        (Change, 90.0, 1),
        (Before, 88.0, 0),
        (After, 88.0, 0),
        (Difference, 92.0, 0),
        (Interval, 138.0, 3),
        (Whisker, 130.0, 2),
    ]
};

/// The whiskers get this part of the width that is left, the names the rest.
const WHISKERS: f32 = 0.75;

/// The columns that have room beside each other, with their widths.
pub(super) fn fitting(width: f32) -> Vec<(Content, GridColumn<'static>)> {
    let contents = tables::fitting(&ALL, width);
    let mut columns: Vec<_> = contents.into_iter().map(|content| (content, content.column())).collect();
    let rest = width - columns.iter().map(|(_, column)| column.width).sum::<f32>();
    for (content, column) in &mut columns {
        if *content == Content::Whisker {
            column.width += rest.max(0.0) * WHISKERS;
        }
    }
    columns
}

impl Content {
    /// By what a click on its head sorts.
    pub(super) const fn sorting(self) -> Option<CompareColumn> {
        match self {
            Self::Name => Some(CompareColumn::Name),
            Self::Change => Some(CompareColumn::Verdict),
            Self::Before => Some(CompareColumn::Before),
            Self::After => Some(CompareColumn::After),
            Self::Difference => Some(CompareColumn::Difference),
            Self::Verdicts | Self::Interval | Self::Whisker => None,
        }
    }

    fn column(self) -> GridColumn<'static> {
        let width = ALL.iter().find(|(content, ..)| *content == self).map_or(0.0, |(_, width, _)| *width);
        let (head, meaning) = match self {
            Self::Name => {
                ("Category", "What is compared: everything, a category, or what no region explains")
            }
            Self::Verdicts => {
                ("Verdict A → B", "What is said of its cycles in A, and in B where that is another word")
            }
            Self::Change => ("Change", "What has become of it"),
            Self::Before => ("A: Δ / cycle", "By how much more it is with every cycle of A"),
            Self::After => ("B: Δ / cycle", "By how much more it is with every cycle of B"),
            Self::Difference => {
                ("B − A", "How much more a cycle adds in B than in A; the largest differences first")
            }
            Self::Interval => {
                ("Interval", "Holds the differences of all rows at once in 95 of 100 pairs of recordings")
            }
            Self::Whisker => ("", ""),
        };
        let is_number = matches!(self, Self::Before | Self::After | Self::Difference | Self::Interval);
        let sorts = self.sorting().is_some();
        GridColumn { head, meaning, width, grows: self == Self::Name, is_number, sorts }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_in_words_gives_way_first_and_the_line_next() {
        let check = |width, without: &[Content]| {
            let shown: Vec<_> = fitting(width).into_iter().map(|(content, _)| content).collect();
            let missing: Vec<_> =
                ALL.iter().map(|&(content, ..)| content).filter(|one| !shown.contains(one)).collect();
            assert_eq!(missing, without, "{width}");
        };
        check(1072.0, &[]);
        check(900.0, &[Content::Interval]);
        check(728.0, &[Content::Interval, Content::Whisker]);
        check(600.0, &[Content::Change, Content::Interval, Content::Whisker]);
    }

    #[test]
    fn what_is_left_goes_to_the_line() {
        let width = |all: f32| {
            fitting(all)
                .iter()
                .find(|(content, _)| *content == Content::Whisker)
                .map(|(_, column)| column.width)
        };
        assert!(width(1300.0) > width(1072.0));
    }
}
