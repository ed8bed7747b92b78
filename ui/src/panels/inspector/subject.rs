//! A row of the summary: what stayed of it, of which sizes, where it is, and since when.

use super::parts::{Card, SizeBar, columns, fact, heading, remark, use_bar};
use crate::panels::words;
use crate::state::Document;
use crate::state::figures::{BirthSpan, Kept, RowKind, SummaryColumn, SummaryRow};
use crate::theme::{Tokens, category_color, strong, weak};
use crate::widgets::{copy_box, dot};
use eframe::egui::{Color32, Label, Ui};
use strandline::analysis::{Counted, GrowthFigures, Metric};
use strandline::model::units::{About, ByteDelta, Bytes, grouped};
use strandline::model::{MarkRole, Os, Tag};

/// From this share on, in percent, what was swapped out is worth a remark.
const MUCH_SWAPPED: u64 = 10;

pub(super) fn subject_ui(ui: &mut Ui, document: &Document) {
    let subject = &document.view.subject;
    let summary = &document.figures.summary;
    let Some(row) = summary.row(subject) else {
        ui.label(weak(ui, "Nothing of what is selected was there in this range"));
        return;
    };
    let kept = document.figures.inspection.kept(subject);
    let color = color(ui, row);
    title_ui(ui, row, kept.and_then(|kept| kept.tag.as_ref()), color);
    figure_ui(ui, document, row, color);
    if let Some(kept) = kept.filter(|kept| kept.persistent.count > 0) {
        classes_ui(ui, kept, row.figures.persistent, color);
        whereabouts_ui(ui, kept, color);
        // Two texts have no ages between them.
        if kept.spans.len() > 1 || !document.trace.recording.is_imported() {
            ages_ui(ui, document, kept, color);
        }
    }
    facts_ui(ui, row, document.trace.recording.is_imported());
    if let Some(kept) = kept.filter(|kept| kept.persistent.count > 0) {
        heading(ui, "Identity");
        remark(ui, &identity(kept));
    }
    code_ui(ui, document);
}

/// What has no hue of its own is as grey as in its track.
pub(super) fn color(ui: &Ui, row: &SummaryRow) -> Color32 {
    if row.has_hue() { category_color(ui, &row.group, &row.name) } else { Tokens::in_force(ui).weak }
}

pub(super) fn title_ui(ui: &mut Ui, row: &SummaryRow, tag: Option<&Tag>, color: Color32) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        if row.has_hue() {
            dot(ui, color);
            ui.label(weak(ui, format!("{} ▸", row.group)));
            ui.add(Label::new(strong(ui, row.name.as_str())).truncate());
        } else {
            ui.add(Label::new(strong(ui, row.short_label())).truncate());
        }
    });
    if let RowKind::Umbrella { meaning } = row.kind {
        remark(ui, meaning);
    }
    if let Some(tag) = tag.filter(|tag| row.has_hue() && !tag.name.is_empty()) {
        let number = tag.number.map(|number| format!(", tag {number}")).unwrap_or_default();
        remark(ui, &format!("The system calls it {}{number}", tag.name));
    }
    ui.add_space(4.0);
}

fn figure_ui(ui: &mut Ui, document: &Document, row: &SummaryRow, color: Color32) {
    let figures = &row.figures;
    let persistent = figures.persistent;
    let figure =
        if persistent.bytes == Bytes::ZERO { "0".to_owned() } else { format!("+{}", persistent.bytes) };
    if !row.known.births {
        let grown =
            if figures.grown == Bytes::ZERO { "0".to_owned() } else { format!("+{}", figures.grown()) };
        let below = "What was born, and what of it stayed, is not known";
        let tokens = Tokens::in_force(ui);
        Card { figure: &grown, unit: "grown", below, edge: color }.card_ui(ui, tokens.header, tokens.strong);
        return;
    }
    let has_baseline = document.trace.annotations.mark_with_role(MarkRole::Baseline).is_some();
    let unit = match document.view.range {
        Some(_) => "kept in this range",
        None if has_baseline => "since the baseline",
        None => "kept",
    };
    let below = format!("{}{}", balance(persistent.count, figures.transient.bytes), net(figures));
    let tokens = Tokens::in_force(ui);
    Card { figure: &figure, unit, below: &below, edge: color }.card_ui(ui, tokens.header, tokens.strong);
}

/// How much stayed and went. What went is told in bytes: a part of a region that stays may go.
fn balance(kept: usize, gone: Bytes) -> String {
    let stayed = match kept {
        0 if gone == Bytes::ZERO => return "No new memory in this range".to_owned(),
        0 => "None kept".to_owned(),
        1 => "1 region kept".to_owned(),
        count => format!("{count} regions kept"),
    };
    let went =
        if gone == Bytes::ZERO { "none released".to_owned() } else { format!("≥ {gone} came and went") };
    format!("{stayed}, {went}")
}

/// What the range comes to where older memory went too: a cache that is full takes as much as it gives back.
fn net(figures: &GrowthFigures) -> String {
    if figures.died == Bytes::ZERO {
        return String::new();
    }
    let net = figures.after.mapped.since(figures.before.mapped);
    let net = if net == ByteDelta::ZERO { "0".to_owned() } else { net.to_string() };
    format!("; {} of older memory went: net {net}", figures.died)
}

fn classes_ui(ui: &mut Ui, kept: &Kept, stayed: Counted, color: Color32) {
    heading(ui, "Size classes");
    if stayed.count > kept.persistent.count {
        // Rows of a summary, each of which stands for several regions.
        let each = Bytes::new(stayed.bytes.get() / stayed.count as u64);
        let words = format!("{} regions of {each} on average", grouped(stayed.count));
        ui.add(Label::new(strong(ui, words)).wrap());
        return;
    }
    if let Some((class, percent)) = kept.main_class() {
        let words = format!("{percent} % of the growth is {} × {}", class.kept.count, class.len);
        ui.add(Label::new(strong(ui, words)).wrap());
    }
    let most =
        kept.classes.iter().map(|class| class.kept.count + class.gone).max().unwrap_or(1).max(1) as f32;
    for (nth, class) in kept.classes.iter().enumerate() {
        let words =
            if class.kept.count == 0 { "none kept".to_owned() } else { format!("{} kept", class.kept.count) };
        let (kept, gone) = (class.kept.count as f32 / most, class.gone as f32 / most);
        let name = class.len.to_string();
        SizeBar { name: &name, words: &words, kept, gone, color, is_main: nth == 0 }.size_bar_ui(ui);
    }
    if let (others @ 1.., left) = kept.other_classes {
        let sizes = if others == 1 { "size" } else { "sizes" };
        remark(ui, &format!("{others} other {sizes}: {} kept, {}", left.count, left.bytes));
    }
}

fn whereabouts_ui(ui: &mut Ui, kept: &Kept, color: Color32) {
    let (dirty, swapped) = (kept.usage.dirty, kept.usage.swapped);
    let footprint = dirty + swapped;
    if footprint == Bytes::ZERO {
        return;
    }
    heading(ui, "Where the survivors are");
    let percent = Bytes::new(100).share(swapped, footprint).get();
    #[expect(clippy::cast_possible_truncation, reason = "a share between 0 and 1")]
    let share = (dirty.get() as f64 / footprint.get() as f64) as f32;
    let about = |bytes: Bytes| About { bytes, is_estimate: kept.is_estimate && bytes > Bytes::ZERO };
    let (dirty, swapped) = (about(dirty), about(swapped));
    let words = format!("{dirty} dirty, {swapped} swapped");
    use_bar(ui, share, color, &words);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        ui.label(format!("{dirty} dirty"));
        if swapped.bytes > Bytes::ZERO {
            ui.label(weak(ui, "·"));
            ui.label(format!("{swapped} swapped, {percent} %"));
        }
    });
    if percent >= MUCH_SWAPPED {
        remark(ui, &format!("RSS hides the swapped part: of these it shows {} only", kept.usage.resident));
    }
}

fn ages_ui(ui: &mut Ui, document: &Document, kept: &Kept, color: Color32) {
    heading(ui, "Age of survivors, by time of birth");
    let most = kept.spans.iter().map(BirthSpan::kept_of_each).max().unwrap_or_default().get().max(1) as f64;
    #[expect(clippy::cast_possible_truncation, reason = "a share between 0 and 1")]
    let share = |span: &BirthSpan| (span.kept_of_each().get() as f64 / most) as f32;
    let words = |span: &BirthSpan| match span.parts {
        1 => format!("Up to {}: {} kept", span.label, span.kept),
        parts => {
            let name = span.label.trim_start_matches("to ");
            format!("{parts} cycles up to {name}: {} kept, {} each", span.kept, span.kept_of_each())
        }
    };
    let bars: Vec<_> =
        kept.spans.iter().map(|span| (span.label.as_str(), share(span), words(span))).collect();
    columns(ui, &bars, color);
    if let Some(oldest) = kept.oldest {
        let end = document.window().range(&document.trace.recording).to;
        let age = end.since_start().saturating_sub(oldest.since_start());
        remark(ui, &format!("The oldest is {} old", words::duration(age)));
    }
}

/// What texts do not tell is no zero.
fn facts_ui(ui: &mut Ui, row: &SummaryRow, is_imported: bool) {
    heading(ui, "Figures");
    for column in SummaryColumn::ALL {
        let name = column.head().trim_end_matches(" ≥");
        let value = row.figure(column);
        if is_imported && value.number() == 0 {
            continue;
        }
        let text = if column.is_lower_bound() && value.number() > 0 {
            format!("≥ {}", value.text())
        } else {
            value.text()
        };
        fact(ui, name, &text, column.meaning());
    }
    let after = &row.figures.after;
    if row.known.usage {
        fact(
            ui,
            "Dirty",
            &words::size(after.about(Metric::Dirty)),
            "In memory and not to be dropped without loss; without what is swapped",
        );
        fact(ui, "Swapped", &words::size(after.about(Metric::Swapped)), "Swapped out or compressed");
    }
    if after.usage.lazy_free > Bytes::ZERO {
        fact(ui, "Reclaimable", &words::size(after.usage.lazy_free), words::RECLAIMABLE);
    }
    if !row.known.births {
        remark(ui, "The system tells sums only of this process: – stands for what nobody knows");
        return;
    }
    fact(
        ui,
        "Preexisting",
        &words::size(row.figures.preexisting.bytes),
        "Mapped bytes older than the range and still there",
    );
    fact(ui, "Regions", &after.regions.to_string(), "There at the end of the range");
}

fn identity(kept: &Kept) -> String {
    match kept.inferred {
        0 => "Certain: the system names the object behind each of these regions".to_owned(),
        inferred if inferred == kept.persistent.count => {
            "Inferred: these regions are told apart by address and name only. What is unmapped and mapped again between \
             two looks is taken for old, so what is kept may be more"
                .to_owned()
        }
        inferred => format!(
            "Inferred for {inferred} of {} regions, which are told apart by address and name only; certain for the others",
            kept.persistent.count
        ),
    }
}

/// Commands for the process as long as it is there.
fn code_ui(ui: &mut Ui, document: &Document) {
    let Some(target) = document.trace.recording.target().filter(|_| document.is_live()) else { return };
    let pid = target.pid;
    let commands = match target.os {
        Os::Linux => vec![(
            format!("strace -f -k -e trace=mmap,munmap,mremap -p {pid}"),
            "the command that shows who maps",
        )],
        Os::MacOs => vec![
            (format!("vmmap -interleaved {pid}"), "the command that lists the regions"),
            (format!("footprint -p {pid}"), "the command that shows the footprint"),
        ],
        Os::Synthetic => return,
    };
    heading(ui, "Find the code");
    for (command, purpose) in commands {
        copy_box(ui, &command, purpose);
    }
}
