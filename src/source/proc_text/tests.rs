//! Texts of real processes, where a collection of them lies beside the project; each total is summed up a second time,
//! the naive way.

use super::{SmapsParser, SmapsRecord, maps_line, rollup, status, totals_of};
use crate::model::units::Bytes;
use crate::model::{TotalKind, Totals};
use std::path::Path;

/// One figure of an entry.
type Figure = fn(&SmapsRecord) -> Bytes;

/// The texts whose names begin so. Nothing where there is no collection.
fn texts(kind: &str) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/linux");
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.flatten().map(|entry| entry.path());
    let named = paths.filter_map(|path| {
        let name = path.file_name()?.to_str()?.to_owned();
        let is_wanted = name.starts_with(kind) && !name.contains(".source.");
        is_wanted.then(|| (name, String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned()))
    });
    named.collect()
}

fn records(text: &str) -> Vec<SmapsRecord> {
    let mut parser = SmapsParser::default();
    let mut records = Vec::new();
    for piece in text.as_bytes().chunks(4093) {
        parser.feed(piece, |record| records.push(record));
    }
    parser.finish(|record| records.push(record));
    records
}

/// The sum of every line that begins with this key, in KiB.
fn naive_sum(text: &str, key: &str) -> u64 {
    let lines = text.lines().filter_map(|line| line.strip_prefix(key)?.strip_prefix(':'));
    lines.filter_map(|value| value.split_whitespace().next()?.parse::<u64>().ok()).sum()
}

/// Lines that look like the beginning of an entry.
fn first_lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| {
        line.split_once('-').is_some_and(|(start, _)| {
            start.len() >= 4 && start.bytes().all(|letter| letter.is_ascii_hexdigit())
        })
    })
}

#[test]
fn every_smaps_adds_up() {
    for (name, text) in texts("smaps-") {
        let records = records(&text);
        assert_eq!(records.len(), first_lines(&text).count(), "{name}");
        let sums: [(&str, Figure); 5] = [
            ("Rss", |record| record.resident),
            ("Pss", |record| record.proportional),
            ("Anonymous", |record| record.anonymous),
            ("Swap", |record| record.swapped),
            ("LazyFree", |record| record.lazy_free),
        ];
        for (key, figure) in sums {
            let actual: Bytes = records.iter().map(figure).sum();
            assert_eq!(actual, Bytes::from_kib(naive_sum(&text, key)), "{key} of {name}");
        }
    }
}

#[test]
fn every_line_of_maps_is_understood() {
    for (name, text) in texts("maps-") {
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            let entry = maps_line(line.as_bytes()).unwrap_or_else(|| panic!("{name}: {line:?}"));
            assert!(line.starts_with(&entry.range.to_string()) || line.starts_with('0'), "{name}: {line:?}");
            assert!(line.contains(&entry.protection.to_string()), "{name}: {line:?}");
            assert!(line.contains(&*String::from_utf8_lossy(entry.name)), "{name}: {line:?}");
        }
    }
}

#[test]
fn every_status_and_rollup_gives_its_figures() {
    for (name, text) in texts("status-") {
        let status = status(&text);
        assert!(!status.name.is_empty() && status.user().is_some(), "{name}");
        for kind in
            [TotalKind::Resident, TotalKind::Virtual, TotalKind::ResidentAnonymous, TotalKind::Swapped]
        {
            let actual = status.totals.get(kind).map_or(0, |bytes| bytes.get() / 1024);
            assert_eq!(actual, naive_sum(&text, kind.name()), "{} of {name}", kind.name());
        }
        let mut again = Totals::default();
        totals_of(&text, &mut again);
        assert_eq!(again, status.totals, "{name}");
    }
    for (name, text) in texts("smaps_rollup-") {
        let mut totals = Totals::default();
        rollup(&text, &mut totals);
        for kind in [TotalKind::WalkedResident, TotalKind::Pss, TotalKind::WalkedAnonymous] {
            let actual = totals.get(kind).map(|bytes| bytes.get() / 1024);
            assert_eq!(actual, Some(naive_sum(&text, kind.name())), "{} of {name}", kind.name());
        }
    }
}
