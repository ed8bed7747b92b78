//! Recordings of real programs, of which a second tool told whether they leak: what is said of them. They lie beside the
//! repository, and where they do not there is nothing to test.

use std::path::{Path, PathBuf};
use strandline::analysis::{
    Assessment, Cycles, SequentialPlan, Subject, Sureness, Verdict, Verdicts, Window,
};
use strandline::model::{SnapshotIndex, Trace};
use strandline::storage::trace_file;

/// It leaks, but ten cycles of collected garbage do not show it.
const NOT_IN_TEN_CYCLES: &str = "node_js.strand";

const PLAN: SequentialPlan = SequentialPlan { most_cycles: 20, least_leak: 16_384.0 };

struct Labelled {
    name: String,
    leaks: bool,
    trace: Trace,
}

fn recordings() -> Vec<Labelled> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/faults/recordings");
    let Ok(labels) = std::fs::read_to_string(folder.join("labels.tsv")) else {
        eprintln!("no recordings in {}: skipped", folder.display());
        return Vec::new();
    };
    let labelled = |line: &str| {
        let mut cells = line.split('\t');
        let (name, truth) = (cells.next()?, cells.next()?);
        let path: PathBuf = folder.join(name);
        let trace =
            trace_file::open(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())).trace;
        Some(Labelled { name: name.to_owned(), leaks: truth == "leak", trace })
    };
    labels.lines().skip(1).filter_map(labelled).collect()
}

fn name_of(trace: &Trace, subject: Subject) -> String {
    match subject {
        Subject::Total(_) => "*All*".to_owned(),
        Subject::Category(id, _) => trace.recording.category(id).map(ToString::to_string).unwrap_or_default(),
        Subject::Unattributed(kind) => format!("Unattributed ▸ {}", kind.name()),
    }
}

#[test]
fn no_clean_program_is_called_a_leak_and_no_leak_is_missed() {
    let (mut wrong, mut suspects) = (Vec::new(), Vec::new());
    for Labelled { name, leaks, trace } in recordings() {
        let verdicts = Assessment::assess(&trace, None).verdicts;
        let overall = verdicts.overall();
        let leading = verdicts.leading().map(|row| {
            let doubt = row.judgement.doubt_text().unwrap_or_default();
            format!("{} ({}) {doubt}", name_of(&trace, row.subject), row.subject.measure().name())
        });
        if overall == Verdict::Suspect {
            suspects.push(format!("{name}: {}", leading.clone().unwrap_or_default()));
        }
        let is_found = overall == Verdict::Leak || name == NOT_IN_TEN_CYCLES && overall == Verdict::Suspect;
        if leaks != is_found && (leaks || overall == Verdict::Leak) {
            wrong.push(format!(
                "{name} is {}: {overall:?}, {leading:?}",
                if leaks { "leaking" } else { "clean" }
            ));
        }
    }
    println!("suspect:\n{}", suspects.join("\n"));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_share_is_of_a_total_that_grew() {
    for Labelled { name, trace, .. } in recordings() {
        let verdicts = Assessment::assess(&trace, None).verdicts;
        for row in verdicts.rows.iter().filter(|row| verdicts.share(row).is_some()) {
            let total = Subject::Total(row.subject.measure());
            let total = verdicts.rows.iter().find(|row| row.subject == total).unwrap();
            let changes = [row, total].map(|row| row.judgement.evidence.total_change);
            assert!(changes.iter().all(|&change| change > 0.0), "{name}: {changes:?}");
        }
    }
}

#[test]
fn what_grows_most_leads() {
    for Labelled { name, trace, .. } in recordings().into_iter().filter(|it| it.name == "node_js24.strand") {
        let verdicts = Assessment::assess(&trace, None).verdicts;
        let leading = verdicts.leading().unwrap();
        assert_eq!(name_of(&trace, leading.subject), "Anonymous ▸ anonymous", "{name}: V8's heap");
        assert!(verdicts.share(leading).unwrap() > 0.9, "{name}: {:?}", verdicts.share(leading));
    }
}

#[test]
fn one_mapping_is_found_to_the_byte() {
    let expected = [("gt-leaky.strand", 2, 20_254_720), ("java_direct.strand", 8, 266_240)];
    for Labelled { name, trace, .. } in recordings() {
        let Some(&(_, count, bytes)) = expected.iter().find(|(known, ..)| *known == name) else { continue };
        let verdicts = Assessment::assess(&trace, None).verdicts;
        let quantum = verdicts.leading().unwrap().quantum.unwrap();
        assert_eq!((quantum.count, quantum.bytes.get()), (Some(count), bytes), "{name}: {quantum:?}");
    }
}

/// Each look of a recording that could have gone on, at the share of the chance that it has.
#[test]
fn recordings_of_clean_programs_go_on() {
    let mut wrong = Vec::new();
    for Labelled { name, trace, .. } in recordings().into_iter().filter(|it| !it.leaks) {
        let ends: Vec<SnapshotIndex> =
            Cycles::measure(&trace, None).cycles.iter().map(|cycle| cycle.window.to).collect();
        for (nth, &end) in ends.iter().enumerate() {
            let cycles = Cycles::within(&trace, Window::new(SnapshotIndex(0), end), None);
            if Assessment::sure(&trace.recording, &cycles, &PLAN) == Sureness::Leak {
                wrong.push(format!("{name} after {} cycles", nth + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}

/// Any eight or twelve cycles of a clean recording are of a clean program: one part in fifty is called a leak at most,
/// whichever half of the recordings they are of.
#[test]
fn parts_of_clean_recordings_are_clean() {
    let mut counts = [(0, 0); 2];
    for (nth, Labelled { name, trace, .. }) in recordings().into_iter().filter(|it| !it.leaks).enumerate() {
        let bounds: Vec<SnapshotIndex> = Cycles::measure(&trace, None)
            .cycles
            .iter()
            .enumerate()
            .flat_map(|(nth, cycle)| {
                (nth == 0).then_some(cycle.window.from).into_iter().chain([cycle.window.to])
            })
            .collect();
        for from in 0..bounds.len() {
            for to in [from + 8, from + 12].into_iter().filter(|&to| to < bounds.len()) {
                let cycles = Cycles::within(&trace, Window::new(bounds[from], bounds[to]), None);
                let (leaks, all) = &mut counts[nth % 2];
                *all += 1;
                if Verdicts::judge(&cycles).overall() == Verdict::Leak {
                    println!("{name}: cycles {from} to {to}");
                    *leaks += 1;
                }
            }
        }
    }
    for (leaks, all) in counts {
        assert!(50 * leaks <= all, "{counts:?}");
    }
}

/// Two surfaces of 20,254,720 bytes come with each terminal, and the kernel merges them: the calls are asked for by that size.
#[test]
fn a_size_found_by_the_common_divisor_filters_the_calls() {
    for Labelled { trace, .. } in
        recordings().into_iter().filter(|recording| recording.name == "gt-leaky.strand")
    {
        let hints = Assessment::assess(&trace, None).hints;
        let handed = hints.iter().find(|hint| hint.rule == "hand_off").expect("a leak is handed off");
        let command = handed.command.as_deref().unwrap_or_default();
        assert!(handed.text.contains("20254720 B"), "{}", handed.text);
        assert!(command.contains("> 20250624 && x[2] <= 20254720"), "{command}");
    }
}
