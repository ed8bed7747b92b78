//! What each category did in a window, what stayed of it by size, what no region explains, and what was freed but is still
//! in memory.

use super::{Cell, Fields, Label, Quantity, RowKind, Table};
use crate::analysis::{
    Beginning, CategoryGrowth, Counted, Growth, GrowthFigures, Judged, Known, Metric, SizeClass, Subject,
    UnattributedLine, Verdicts,
};
use crate::model::units::Bytes;
use crate::model::{Category, CategoryId, Recording, Trace};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// So many sizes of regions are listed.
const MOST_SIZES: usize = 24;

/// The sizes of what was born, by category.
pub type Sizes = BTreeMap<CategoryId, Vec<SizeClass>>;

struct GrowthRow<'a> {
    label: Label,
    known: Known,
    figures: GrowthFigures,
    judged: Option<&'a Judged>,
}

impl GrowthRow<'_> {
    /// The bytes of what was born, where that is known.
    fn born(&self, part: fn(&GrowthFigures) -> Counted) -> Option<Quantity> {
        self.known.births.then(|| Quantity::bytes(part(&self.figures).bytes))
    }

    fn born_count(&self, part: fn(&GrowthFigures) -> Counted) -> Option<Quantity> {
        self.known.births.then(|| Quantity::count(part(&self.figures).count))
    }

    fn level(&self, metric: Metric) -> Option<Quantity> {
        self.known.has(metric).then(|| Quantity::bytes(self.figures.after.about(metric)))
    }
}

/// What each category did, those of which most stayed first. Keys are categories; all of them together have none.
pub fn growth_table(
    recording: &Recording,
    growth: &Growth,
    verdicts: &Verdicts,
) -> Table<Option<CategoryId>> {
    let judged = |is_own: &dyn Fn(Subject) -> bool| verdicts.rows.iter().find(|row| is_own(row.subject));
    let (known, figures) = Known::of_all(recording, growth);
    let total = judged(&|subject| matches!(subject, Subject::Total(_)));
    let all = (None, RowKind::Total, GrowthRow { label: Label::all(), known, figures, judged: total });
    let rows = growth_rows(recording, growth).into_iter().filter(|(_, row)| !row.figures.is_empty());
    let rows = rows.map(|(category, row)| {
        let own = judged(&|subject| matches!(subject, Subject::Category(id, _) if id == row.category));
        let known = Known::of_row(recording, row, category);
        let kind = if row.counted { RowKind::Plain } else { RowKind::Aside };
        let label = Label::category(category);
        (Some(row.category), kind, GrowthRow { label, known, figures: row.figures, judged: own })
    });
    let table = growth_fields(verdicts).keyed("What grew", std::iter::once(all).chain(rows));
    // Texts of other tools do not tell what came and went.
    if recording.is_imported() { table.without_empty_columns() } else { table }
}

fn growth_fields<'a>(verdicts: &Verdicts) -> Fields<'static, GrowthRow<'a>> {
    let mut fields = Fields::<GrowthRow<'a>>::default()
        .text_column("Category", "", |row| Cell::name(&row.label))
        .figures(
            "Persistent Bytes",
            "mapped bytes that were born in the window and are there at its end",
            |row| row.born(|figures| figures.persistent),
        )
        .figures("# Persistent", "", |row| row.born_count(|figures| figures.persistent))
        .figures("Transient", "born and gone; what lives shorter than a tick is not seen", |row| {
            Some(row.born(|figures| figures.transient)?.at_least())
        })
        .figures("# Transient", "", |row| Some(row.born_count(|figures| figures.transient)?.at_least()))
        .figures("Total Bytes", "", |row| Some(row.born(GrowthFigures::total)?.at_least()))
        .figures("# Total", "", |row| Some(row.born_count(GrowthFigures::total)?.at_least()))
        .figures("Footprint", "dirty and swapped", |row| row.level(Metric::Footprint))
        .figures("Resident", "", |row| row.level(Metric::Resident))
        .figures("Mapped", "", |row| row.level(Metric::Mapped))
        .figures("Mappings", "entries of the system's list", |row| {
            row.figures.after.mappings.get().map(Quantity::count)
        })
        .figures("Grown", "what older regions gained in footprint", |row| {
            row.known.footprint.then(|| Quantity::bytes(row.figures.grown()))
        });
    if !verdicts.rows.is_empty() {
        fields = fields
            .figures("Per cycle", "", |row| {
                let row = row.judged?;
                Some(Quantity::rate(row.subject.measure(), row.judgement.evidence.slope.median))
            })
            .wide()
            .text_column("Verdict", "", |row| {
                row.judged.map_or_else(Cell::empty, |row| Cell::verdict(row.judgement.verdict))
            })
            .wide();
    }
    fields
}

/// The categories and their growth: counted ones first, then those with the most persistent bytes, then by what is there,
/// then by name.
pub fn growth_rows<'a>(
    recording: &'a Recording,
    growth: &'a Growth,
) -> Vec<(&'a Category, &'a CategoryGrowth)> {
    let named = |row: &'a CategoryGrowth| Some((recording.category(row.category)?, row));
    let mut rows: Vec<_> = growth.rows.iter().filter_map(named).collect();
    rows.sort_by_cached_key(|(category, row)| {
        let figures = &row.figures;
        let by_size = Reverse((figures.persistent.bytes, figures.after.mapped));
        (!row.counted, by_size, category.to_string())
    });
    rows
}

/// What has to be known of the figures of a window.
pub fn growth_notes(trace: &Trace, growth: &Growth, sizes: &Sizes) -> Vec<String> {
    let recording = &trace.recording;
    let has_estimates = growth.rows.iter().any(|row| {
        let GrowthFigures { before, after, .. } = row.figures;
        before.estimated + after.estimated > 0
    });
    let has_reserved = growth.rows.iter().any(|row| !row.counted && !row.figures.is_empty());
    let has_merged = sizes.values().flatten().any(|class| !class.certain);
    let skipped = growth.window.skipped_ticks(recording);
    let when = |applies: bool, note: &str| applies.then(|| note.to_owned());
    let notes = [
        beginning_note(trace, growth),
        when(
            has_estimates,
            "≈ marks an estimate: a share of what several regions use together, or the last reading of it.",
        ),
        when(
            growth.total.total().count > 0,
            "≥ marks a lower bound: what lives shorter than a tick is not seen.",
        ),
        when(
            has_merged,
            "Anonymous memory has no name. What was unmapped and mapped again at its address between two ticks looks old, \
             and neighbours are one: counts are of runs of bytes, each of which may be several mappings.",
        ),
        when(
            has_reserved,
            "Rows in brackets are address space without access right: of it *All* has what is used, and the mappings.",
        ),
        (skipped > 0).then(|| {
            format!(
                "Ticks were skipped ({skipped}): what lived within a gap is not in the transient figures."
            )
        }),
    ];
    notes.into_iter().flatten().collect()
}

/// From when growth counts, where that is not the first snapshot and nobody asked for it.
fn beginning_note(trace: &Trace, growth: &Growth) -> Option<String> {
    let (why, from) = Beginning::find(trace);
    let why = match why {
        Beginning::StartedUp => "when the program had started up",
        Beginning::FirstMark => "the first mark of a program that was launched",
        Beginning::Baseline | Beginning::First => return None,
    };
    let at = trace.recording.time_of(from);
    (from == growth.window.from)
        .then(|| format!("Growth counts from {at}, {why}; --from 0s counts from the first look."))
}

/// How large the regions are that stayed, the portions in which a leak comes: those with most bytes first. Keys are
/// categories.
pub fn sizes_table(recording: &Recording, sizes: &Sizes) -> Table<CategoryId> {
    let stayed = |(&id, classes): (&CategoryId, &Vec<SizeClass>)| {
        let kept: Vec<_> =
            classes.iter().filter(|class| class.persistent.count > 0).map(|&class| (id, class)).collect();
        if recording.category(id).is_some_and(Category::is_counted) { kept } else { Vec::new() }
    };
    let mut stayed: Vec<(CategoryId, SizeClass)> = sizes.iter().flat_map(stayed).collect();
    stayed.sort_by_key(|&(id, class)| (Reverse(class.persistent.bytes), id, class.len));
    let longest = stayed.first().map_or(1.0, |(_, class)| class.persistent.bytes.get().max(1) as f64);
    let has_merged = stayed.iter().take(MOST_SIZES).any(|(_, class)| !class.certain);
    let fields = Fields::<(CategoryId, SizeClass)>::default()
        .text_column("Category", "", |&(id, _)| Cell::name(&Label::of_id(recording, id)))
        .figures("Size of each", "", |(_, class)| Some(Quantity::bytes(class.len)))
        .cells("#", "", |(_, class)| {
            let mark = if class.certain { "" } else { "*" };
            let count = class.persistent.count;
            Cell::sorted(format!("{}{mark}", Quantity::count(count)), count as f64)
        })
        .figures("Stayed", "", |(_, class)| Some(Quantity::bytes(class.persistent.bytes)))
        .text_column("Share", "", |(_, class)| Cell::bar(class.persistent.bytes.get() as f64 / longest));
    let rows = stayed.into_iter().map(|(id, class)| (id, RowKind::Plain, (id, class)));
    let table = fields.keyed("What stayed, by size of region", rows).limited(MOST_SIZES, "sizes");
    if !has_merged {
        return table;
    }
    table.with_note(
        "* Anonymous memory has no name, and neighbours are one: these are runs of bytes, each of which may be several \
         mappings.",
    )
}

/// What the system counts and no region explains, at both ends of a window.
pub fn unattributed_table(lines: &[UnattributedLine]) -> Table {
    Fields::<&UnattributedLine>::default()
        .text_column("Category", "", |line| Cell::name(&Label::unattributed(line.kind.name())))
        .figures("At the start", "", |line| line.before.map(Quantity::byte_balance))
        .figures("At the end", "", |line| line.after.map(Quantity::byte_balance))
        .figures("Change", "", |line| line.change().map(Quantity::byte_change))
        .table("What the system counts and no region explains", lines)
}

/// What was freed, but is in memory until the system is short of it, at both ends of a window: it is resident and in no
/// footprint.
pub fn reclaimable_table(recording: &Recording, growth: &Growth) -> Table {
    let freed = |(category, row): (&Category, &CategoryGrowth)| {
        let ends = [row.figures.before, row.figures.after].map(|level| level.usage.lazy_free);
        (Label::category(category), ends)
    };
    let rows = growth_rows(recording, growth).into_iter().map(freed);
    Fields::<(Label, [Bytes; 2])>::default()
        .text_column("Category", "", |(label, _)| Cell::name(label))
        .figures("At the start", "", |&(_, [before, _])| Some(Quantity::bytes(before)))
        .figures("At the end", "", |&(_, [_, after])| Some(Quantity::bytes(after)))
        .figures("Change", "", |&(_, [before, after])| Some(Quantity::byte_change(after.since(before))))
        .table("Reclaimable", rows.filter(|(_, ends)| ends.iter().any(|&bytes| bytes > Bytes::ZERO)))
}
