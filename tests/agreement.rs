//! What one form of a report says of a row, every other form says too: name, figure, sign and word, in text, in Markdown, on
//! the page and for scripts. The tables of each form are read back by their own syntax.

#![expect(clippy::unwrap_used, reason = "a test ends at the first surprise")]

use roxmltree::{Document, Node};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;
use strandline::analysis::{Alignment, Comparison, Measure, Metric, Side, Verdict, Window};
use strandline::classify::categories::Rules;
use strandline::import::{Choice, ImportedSeries, Text};
use strandline::model::units::{AddressRange, Bytes, Timestamp};
use strandline::model::{
    Backing, Birth, Category, CategoryId, Classification, Identity, Mark, MarkRole, PageAccess, Place,
    Protection, Recording, RecordingStart, RegionId, SnapshotDelta, SnapshotKind, Tag, TagId, TotalKind,
    Totals, Trace, Usage, UsageChange, UsageQuality,
};
use strandline::report::view::{Quantity, UNKNOWN};
use strandline::report::{
    CompareReport, JsonReport, Summary, compare_html, compare_markdown, compare_text, html, markdown, text,
};
use strandline::storage::trace_file::{self, Existing};

/// The cells of a row, without empty ones: a terminal does not show where these are.
type Row = Vec<String>;

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

fn story(name: &str) -> Trace {
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("story.strand");
    let text = std::fs::read(fixture("stories").join(name)).unwrap();
    trace_file::import_text(&*text, Path::new(name), &to, Existing::Keep).unwrap();
    trace_file::open(&to).unwrap().trace
}

fn imported(names: &[String]) -> Trace {
    let read = |name: &String| {
        let file = std::fs::File::open(fixture("import").join(name)).unwrap();
        Text::read(name.split('.').next().unwrap_or_default(), file).unwrap()
    };
    let texts: Vec<_> = names.iter().map(read).collect();
    ImportedSeries::assemble(&texts, &Rules::built_in(), Choice::default()).unwrap().into_trace()
}

/// A process whose first category gains so many pages in each cycle, while the system counts so many bytes less than its
/// regions claim.
fn made_up(pages: fn(u32) -> u64, uncounted: u64) -> Trace {
    let mut trace =
        Trace { recording: Recording::new(RecordingStart::synthetic("tide")), ..Trace::default() };
    let (mut top, mut resident) = (0x10_0000, 0);
    for cycle in 0..=12 {
        let at = Timestamp::from_nanos(u64::from(cycle) * 100_000_000);
        let len = 4096 * if cycle == 0 { 2000 } else { pages(cycle) };
        let mut delta = SnapshotDelta {
            at,
            kind: SnapshotKind::Barrier,
            usage_complete: true,
            ..SnapshotDelta::default()
        };
        if cycle == 0 {
            delta.new_tags = vec![Tag::named("tide")];
            delta.new_categories = vec![Category::counted("Files", "tide|foam")];
        }
        if len > 0 {
            let range = AddressRange::from_bounds(top, top + len);
            let id = RegionId(u32::try_from(trace.recording.regions().len()).unwrap());
            top = range.end.get() + 4096;
            resident += len;
            let backing = Backing::File { device: 1, inode: u64::from(cycle), shift: range.start.get() };
            let identity = Identity { tag: TagId(0), backing, access: PageAccess::Some };
            let class =
                Classification { category: CategoryId(0), label: TagId(0), protection: Protection::READ };
            delta.born = vec![Birth { id, place: Place::Mapped(range), identity, class }];
            let (resident, dirty) = (Bytes::new(len), Bytes::new(len));
            let usage = Usage { resident, dirty, ..Usage::default() };
            delta.usage = vec![UsageChange { id, usage, quality: UsageQuality::Exact }];
        }
        let mut totals = Totals::default();
        totals.set(TotalKind::WalkedResident, Bytes::new(resident - uncounted * u64::from(cycle + 1)));
        delta.totals = totals;
        trace.recording.append(&delta).unwrap();
        let role = if cycle == 0 { MarkRole::Baseline } else { MarkRole::Closed(cycle) };
        let label = format!("mark {cycle}");
        trace.annotations.add_mark(Mark { at, label, role, cost: Duration::from_millis(2) });
    }
    trace
}

fn leak() -> Trace {
    made_up(|_| 250, 4096)
}

fn settling() -> Trace {
    made_up(|cycle| if cycle < 4 { 400 >> cycle } else { 0 }, 0)
}

/// A bar of letters, which a page draws.
fn is_bar(cell: &str) -> bool {
    !cell.is_empty() && cell.chars().all(|letter| ('▉'..='▏').contains(&letter) || letter == '█')
}

fn rows_of_text(text: &str) -> Vec<Row> {
    let cells = |line: &str| {
        let cells = line.split("  ").map(str::trim).filter(|cell| !cell.is_empty() && !is_bar(cell));
        cells.map(str::to_owned).collect::<Row>()
    };
    text.lines().map(cells).filter(|row| row.len() > 1).collect()
}

fn rows_of_markdown(text: &str) -> Vec<Row> {
    let cell = |cell: &str| {
        let plain =
            cell.replace("&lt;", "<").replace("&gt;", ">").replace("&#8203;", "").replace("&amp;", "&");
        plain.trim().replace('\\', "")
    };
    let cells = |line: &str| {
        let line = line.replace("\\|", "\u{1}");
        let cells = line.split('|').map(|part| cell(&part.replace('\u{1}', "|")));
        cells.filter(|cell| !cell.is_empty() && !is_bar(cell)).collect::<Row>()
    };
    text.lines().filter(|line| line.starts_with("| ") && !line.contains("---")).map(cells).collect()
}

fn rows_of_page(page: &str) -> Vec<Row> {
    let document = Document::parse(page.strip_prefix("<!DOCTYPE html>\n").unwrap()).unwrap();
    let whole = |cell: Node<'_, '_>| {
        let text: String = cell.descendants().filter(Node::is_text).filter_map(|node| node.text()).collect();
        text.trim().to_owned()
    };
    let cells =
        |row: Node<'_, '_>| row.children().map(whole).filter(|cell| !cell.is_empty()).collect::<Row>();
    document.descendants().filter(|node| node.has_tag_name("tr")).map(cells).collect()
}

/// Whether the cells stand in a row in this order.
fn has(row: &Row, cells: &[String]) -> bool {
    let mut rest = row.iter();
    cells.iter().all(|cell| rest.any(|other| other == cell))
}

#[track_caller]
fn check_row(what: &str, rows: &[Row], cells: &[String]) {
    let of_name: Vec<_> = rows.iter().filter(|row| row.first() == cells.first()).collect();
    assert!(of_name.iter().any(|row| has(row, cells)), "{what}: {cells:?} is in none of {of_name:#?}");
}

fn label(row: &Value) -> String {
    match (row["group"].as_str().unwrap(), row["name"].as_str().unwrap()) {
        (group, "") => group.to_owned(),
        ("Reserved", name) => format!("(Reserved ▸ {name})"),
        (group, name) => format!("{group} ▸ {name}"),
    }
}

fn measure(row: &Value) -> Measure {
    let metric = row["metric"].as_str().unwrap();
    match Metric::ALL.into_iter().find(|known| known.name() == metric) {
        Some(metric) => Measure::Level(metric),
        None if metric == "regions" => Measure::Regions,
        None if metric == "mappings" => Measure::Mappings,
        None => Measure::Stayed,
    }
}

fn rate(row: &Value, rate: &Value) -> String {
    Quantity::rate(measure(row), rate.as_f64().unwrap()).to_string()
}

/// What no form may write any more.
fn check_signs(what: &str, rows: &[Row]) {
    for cell in rows.iter().flatten() {
        assert!(!["-", "±0", "All", "Δ", "Δ / cycle"].contains(&cell.as_str()), "{what}: {cell}");
        let is_ascii =
            cell.strip_prefix('-').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        assert!(!is_ascii, "{what}: {cell} has the sign of ASCII");
    }
}

/// Every row of a category in one form stands in the page, and each row of a Markdown table, titles too.
fn check_forms(what: &str, json: &Value, [text, markdown, page]: [&str; 3]) -> [Vec<Row>; 3] {
    let (text, markdown) = (rows_of_text(text), rows_of_markdown(markdown));
    let page = rows_of_page(page);
    let keys = ["categories", "verdicts", "rows"];
    let of_json = keys.iter().filter_map(|&key| json[key].as_array()).flatten();
    let names: BTreeSet<String> = of_json.map(label).chain(["*All*".to_owned()]).collect();
    for rows in [&text, &markdown, &page] {
        check_signs(what, rows);
    }
    let of_category = |row: &&Row| names.contains(&row[0]) && row.len() > 3;
    for row in text.iter().filter(of_category).chain(&markdown) {
        check_row(what, &page, row);
    }
    assert!(text.iter().filter(of_category).count() > 0, "{what} has rows");
    [text, markdown, page]
}

/// The rows for scripts say what the page says.
fn check_verdicts(what: &str, json: &Value, page: &[Row]) {
    for row in json["verdicts"].as_array().unwrap() {
        let verdict = row["verdict"].as_str().unwrap().replace('_', " ");
        if verdict == Verdict::TooFewCycles.name() {
            continue;
        }
        let rates = ["median", "low", "high"].map(|end| rate(row, &row["per_cycle"][end]));
        // Medians of counts lie between two whole numbers; scripts read the nearest.
        let rates = rates.into_iter().filter(|_| measure(row).is_bytes());
        let metric = row["metric"].as_str().unwrap().to_owned();
        check_row(what, page, &[label(row), metric, verdict].into_iter().chain(rates).collect::<Vec<_>>());
    }
}

fn check_categories(what: &str, json: &Value, page: &[Row]) {
    let Some(titles) = page.iter().find(|row| has(row, &["Footprint".to_owned(), "Mapped".to_owned()]))
    else {
        return;
    };
    let figures = [
        ("Persistent Bytes", "/persistent_bytes"),
        ("Footprint", "/live/footprint"),
        ("Resident", "/live/resident"),
        ("Mapped", "/live/mapped"),
    ];
    let levels = ["Footprint", "Resident"];
    for row in json["categories"].as_array().unwrap() {
        let is_empty = row["live"]["mapped"] == 0 && row["persistent_bytes"] == 0;
        if is_empty || row["group"] == "Unattributed" {
            continue;
        }
        let shown = figures.iter().filter(|(title, _)| titles.iter().any(|known| known == title));
        let is_estimate = row["live"]["is_estimate"] == true;
        let cell = |(title, path): &(&str, &str)| match row.pointer(path).and_then(Value::as_u64) {
            None => UNKNOWN.to_owned(),
            Some(bytes) if is_estimate && bytes > 0 && levels.contains(title) => {
                format!("≈ {}", Quantity::bytes(Bytes::new(bytes)))
            }
            Some(bytes) => Quantity::bytes(Bytes::new(bytes)).to_string(),
        };
        let cells: Vec<_> = [label(row)].into_iter().chain(shown.map(cell)).collect();
        check_row(what, page, &cells);
    }
}

#[test]
fn all_forms_say_the_same_of_a_recording() {
    let cycles: Vec<_> = (0..8).map(|nth| format!("cycle-{nth}.txt")).collect();
    let traces = [
        ("a leak, of which the system counts less", leak()),
        ("a cache that settles", settling()),
        ("nothing at all", made_up(|_| 0, 0)),
        ("texts with rounded figures", imported(&cycles)),
        ("a single text", imported(&["full-before.txt".to_owned()])),
        ("pages of macOS", story("terminal-pages.ron")),
        ("layers of macOS", story("terminal-layers.ron")),
        ("a trace of version 1", trace_file::open(&fixture("traces/v1-pagelist.strand")).unwrap().trace),
    ];
    for (what, trace) in &traces {
        let window = Window::resolve(trace, None, None).unwrap();
        let summary = Summary::measure(trace, window, None);
        let json = serde_json::to_value(JsonReport::new(&summary)).unwrap();
        let forms = [text(&summary), markdown(&summary), html(&summary)];
        let [of_text, _, page] = check_forms(what, &json, forms.each_ref().map(String::as_str));
        check_verdicts(what, &json, &page);
        if json["composition"].is_null() {
            check_categories(what, &json, &page);
        }
        if *what == traces[0].0 {
            let below_zero = ["Unattributed ▸ resident", "−4 KiB", "−52 KiB", "−48 KiB"].map(str::to_owned);
            check_row(what, &page, &below_zero);
            check_row(what, &of_text, &below_zero);
        }
    }
}

#[test]
fn all_forms_say_the_same_of_a_comparison() {
    let (leak, settling, steady) = (leak(), settling(), made_up(|_| 0, 0));
    let pairs: [(&str, Vec<&Trace>, Alignment); 4] = [
        ("two", vec![&leak, &steady], Alignment::Cycles),
        ("two that differ in nothing", vec![&settling, &settling], Alignment::Cycles),
        ("two over time", vec![&settling, &leak], Alignment::Time),
        ("three in a row", vec![&steady, &leak, &settling], Alignment::Cycles),
    ];
    for (what, traces, alignment) in pairs {
        let sides: Vec<_> =
            traces.iter().enumerate().map(|(nth, trace)| Side::whole(nth.to_string(), trace)).collect();
        let comparison = Comparison::between(&sides, alignment);
        let json = serde_json::to_value(CompareReport::new(&comparison)).unwrap();
        let forms = [compare_text(&comparison), compare_markdown(&comparison), compare_html(&comparison)];
        let [.., page] = check_forms(what, &json, forms.each_ref().map(String::as_str));
        for row in json["rows"].as_array().unwrap() {
            let change = row["change"].as_str().map(str::to_owned);
            let change = (alignment == Alignment::Cycles).then(|| change.unwrap_or(UNKNOWN.to_owned()));
            let cells = row["sides"].as_array().cloned();
            let cells = cells.unwrap_or_else(|| vec![row["before"].clone(), row["after"].clone()]);
            let known = cells.iter().filter(|cell| cell["verdict"] != "too_few_cycles");
            let known = known.flat_map(|cell| {
                let verdict = cell["verdict"].as_str().map(|word| word.replace('_', " "));
                [rate(row, &cell["per_cycle"]["median"])].into_iter().chain(verdict)
            });
            let head = [label(row), row["metric"].as_str().unwrap().to_owned()].into_iter().chain(change);
            let difference = rate(row, &row["difference"]["median"]);
            check_row(what, &page, &head.chain(known).chain([difference]).collect::<Vec<_>>());
        }
    }
}
