//! The rows of the summary: those above the categories, then groups and their categories.

use super::{Figure, SummaryColumn};
use crate::state::{Order, Subject};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use strandline::analysis::{CategoryGrowth, Growth, GrowthFigures, Known, Umbrella, UmbrellaRow};
use strandline::model::{Category, Recording};

/// One line of the summary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SummaryRow {
    /// What is selected with it.
    pub subject: Subject,
    /// Its full name: "Graphics ▸ DRM buffers"; what is outside All stands in brackets.
    pub label: String,
    /// The upper level of its category; empty above the categories.
    pub group: String,
    /// The lower level; empty for a group.
    pub name: String,
    /// How it stands among the others.
    pub kind: RowKind,
    /// Whether its bytes are memory; reserved address space is not.
    pub is_counted: bool,
    pub figures: GrowthFigures,
    /// What of that is known.
    pub known: Known,
}

/// How a row stands among the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowKind {
    /// Above the categories.
    Umbrella {
        /// What it adds up.
        meaning: &'static str,
    },
    /// A group of several categories.
    Group {
        /// Whether these are hidden.
        is_folded: bool,
    },
    /// The only category of its group: both stand in one line.
    Single,
    /// A category below its group.
    Category,
}

/// The categories of one group that have anything to show.
struct Group<'a> {
    name: &'a str,
    is_counted: bool,
    figures: GrowthFigures,
    /// What is known of all its members.
    known: Known,
    members: Vec<(&'a Category, &'a CategoryGrowth)>,
}

/// The rows of a window.
#[derive(Debug, Default)]
pub(in crate::state::figures) struct Rows {
    /// As they stand below each other.
    pub(in crate::state::figures) shown: Vec<SummaryRow>,
    /// Categories of groups that are folded.
    pub(in crate::state::figures) folded: Vec<SummaryRow>,
}

/// All rows, sorted: above the categories as they come, then what is memory, then what is not.
pub(super) fn rows(
    recording: &Recording,
    growth: &Growth,
    dirty: &Growth,
    order: Order,
    folded: &BTreeSet<String>,
) -> Rows {
    let shown = UmbrellaRow::all(recording, growth, dirty).iter().map(umbrella_row).collect();
    let mut rows = Rows { shown, ..Rows::default() };
    let mut groups = groups(recording, growth);
    sort(&mut groups, order, |group| (!group.is_counted, &group.figures, group.name));
    for group in groups {
        if let [(category, only)] = group.members[..] {
            rows.shown.push(category_row(recording, category, only, RowKind::Single));
            continue;
        }
        let is_folded = folded.contains(group.name);
        rows.shown.push(group.row(is_folded));
        let mut members = group.members;
        sort(&mut members, order, |(category, row)| (false, &row.figures, &category.name));
        let place = if is_folded { &mut rows.folded } else { &mut rows.shown };
        place.extend(
            members
                .into_iter()
                .map(|(category, row)| category_row(recording, category, row, RowKind::Category)),
        );
    }
    rows
}

fn groups<'a>(recording: &'a Recording, growth: &'a Growth) -> Vec<Group<'a>> {
    let mut groups: BTreeMap<(bool, &str), Group<'a>> = BTreeMap::new();
    for row in growth.rows.iter().filter(|row| !row.figures.is_empty()) {
        let Some(category) = recording.category(row.category) else { continue };
        let name = category.group.as_str();
        let group = groups.entry((row.counted, name)).or_insert_with(|| Group {
            name,
            is_counted: row.counted,
            figures: GrowthFigures::default(),
            known: Known::ALL,
            members: Vec::new(),
        });
        group.figures += row.figures;
        group.known = group.known.and(Known::of_row(recording, row, category));
        group.members.push((category, row));
    }
    groups.into_values().collect()
}

/// By a figure, the largest first; what is equal by footprint, then by name. Rows that are no memory come last always.
fn sort<T>(rows: &mut [T], order: Order, of: impl for<'t> Fn(&'t T) -> (bool, &'t GrowthFigures, &'t str)) {
    let column = SummaryColumn::at(order.column);
    rows.sort_by(|one, other| {
        let key = |row| {
            let (is_last, figures, name): (bool, &GrowthFigures, &str) = of(row);
            (is_last, column.figure(Known::ALL, figures), Reverse(figures.after.footprint()), name.to_owned())
        };
        let (one, other) = (key(one), key(other));
        let by_figure = if order.is_ascending { one.1.cmp(&other.1) } else { other.1.cmp(&one.1) };
        one.0.cmp(&other.0).then(by_figure).then((one.2, one.3).cmp(&(other.2, other.3)))
    });
}

fn umbrella_row(row: &UmbrellaRow) -> SummaryRow {
    let subject = match row.umbrella {
        Umbrella::All => Subject::All,
        other => Subject::Umbrella(other.label()),
    };
    SummaryRow {
        subject,
        label: row.umbrella.label().to_owned(),
        group: String::new(),
        name: String::new(),
        kind: RowKind::Umbrella { meaning: row.umbrella.meaning() },
        is_counted: true,
        figures: row.figures,
        known: row.known,
    }
}

impl Group<'_> {
    fn row(&self, is_folded: bool) -> SummaryRow {
        SummaryRow {
            subject: Subject::Group(self.name.to_owned()),
            label: bracketed(self.name.to_owned(), self.is_counted),
            group: self.name.to_owned(),
            name: String::new(),
            kind: RowKind::Group { is_folded },
            is_counted: self.is_counted,
            figures: self.figures,
            known: self.known,
        }
    }
}

fn category_row(
    recording: &Recording,
    category: &Category,
    row: &CategoryGrowth,
    kind: RowKind,
) -> SummaryRow {
    let Category { group, name, .. } = category;
    SummaryRow {
        subject: Subject::Category(row.category),
        label: bracketed(format!("{group} ▸ {name}"), row.counted),
        group: group.clone(),
        name: name.clone(),
        kind,
        is_counted: row.counted,
        figures: row.figures,
        known: Known::of_row(recording, row, category),
    }
}

fn bracketed(name: String, is_counted: bool) -> String {
    if is_counted { name } else { format!("({name})") }
}

impl Rows {
    /// The row of something, shown or not.
    pub(in crate::state::figures) fn find(&self, subject: &Subject) -> Option<&SummaryRow> {
        self.shown.iter().chain(&self.folded).find(|row| row.is_of(subject))
    }

    /// Where the row of something stands; that of its group, if that is folded.
    pub(in crate::state::figures) fn place_of(&self, subject: &Subject) -> Option<usize> {
        let place = |subject: &Subject| self.shown.iter().position(|row| row.is_of(subject));
        place(subject).or_else(|| place(&Subject::Group(self.find(subject)?.group.clone())))
    }
}

impl SummaryRow {
    /// Whether it tells of something: a group of one category has no row but that of the category.
    fn is_of(&self, subject: &Subject) -> bool {
        let is_only_one_of = |group: &str| self.kind == RowKind::Single && self.group == group;
        self.subject == *subject || matches!(subject, Subject::Group(group) if is_only_one_of(group))
    }

    /// One figure of it.
    pub fn figure(&self, column: SummaryColumn) -> Figure {
        column.figure(self.known, &self.figures)
    }

    /// What it says of itself in its own line.
    pub fn short_label(&self) -> &str {
        if self.kind == RowKind::Category { &self.name } else { &self.label }
    }

    /// The row as a line of text.
    pub fn text(&self) -> String {
        let figure = |column: SummaryColumn| self.figure(column).text();
        format!(
            "{}: {} persistent in {} regions, at least {} transient in {}; footprint {}, mapped {}",
            self.label,
            figure(SummaryColumn::PersistentBytes),
            figure(SummaryColumn::PersistentCount),
            figure(SummaryColumn::TransientBytes),
            figure(SummaryColumn::TransientCount),
            figure(SummaryColumn::Footprint),
            figure(SummaryColumn::Mapped),
        )
    }
}

/// The table for a spreadsheet: columns are separated by tabs, sizes are in bytes.
pub fn table_text(rows: &[SummaryRow]) -> String {
    let heads = SummaryColumn::ALL.map(SummaryColumn::head);
    let head = format!("Category\t{}\n", heads.join("\t"));
    let line = |row: &SummaryRow| {
        let figures = SummaryColumn::ALL.map(|column| row.figure(column).plain());
        format!("{}\t{}\n", row.label, figures.join("\t"))
    };
    std::iter::once(head).chain(rows.iter().map(line)).collect()
}
