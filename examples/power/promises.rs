//! Whether the word is no longer *suspect* after as many more cycles as it promised, and how often words change as cycles are
//! added.

use crate::healthy::families;
use crate::made_up::Dice;
use crate::programs::{Category, Program};
use std::collections::BTreeMap;
use std::io::{self, Write};
use strandline::analysis::{ALPHA, FamilyJudgements, Judgement, Verdict};

const RUNS: usize = 120;

/// So many cycles are recorded when it is said how many more would tell.
const FIRST: [usize; 6] = [5, 6, 7, 8, 10, 12];

/// No more are promised than forty.
const MOST: usize = 52;

/// The words are compared from the eighth cycle to this one.
const LAST: usize = 24;

const CHUNK: f64 = 132.0;

/// How many words *suspect* promised a word, and how many of these promises were kept.
#[derive(Default)]
struct Promises {
    suspects: usize,
    promised: usize,
    kept: usize,
}

#[derive(Default)]
struct Changes {
    words: usize,
    taken_back: usize,
}

/// The worst word, and of what is suspect the category that grows most.
fn said(categories: &[Category], cycles: usize) -> (Verdict, Option<Judgement>) {
    let FamilyJudgements { wholes, parts } = families(categories, cycles).judge(ALPHA);
    let worst = wholes.iter().chain(&parts).map(|judged| judged.verdict).max().unwrap_or_default();
    let rate = |judged: &Judgement| judged.evidence.slope.median;
    let suspect = parts.into_iter().filter(|part| part.verdict == Verdict::Suspect);
    (worst, suspect.max_by(|one, other| rate(one).total_cmp(&rate(other))))
}

fn follow(categories: &[Category], first: usize, promises: &mut BTreeMap<&'static str, Promises>) {
    let (Verdict::Suspect, Some(suspect)) = said(categories, first) else { return };
    let Some(doubt) = suspect.doubt else { return };
    let promises = promises.entry(doubt.reason()).or_default();
    promises.suspects += 1;
    if let Some(more) = suspect.more_cycles {
        promises.promised += 1;
        promises.kept += usize::from(said(categories, first + more).0 != Verdict::Suspect);
    }
}

fn changes(categories: &[Category]) -> Changes {
    let words: Vec<Verdict> = (8..=LAST).map(|cycles| said(categories, cycles).0).collect();
    let is_taken_back = |pair: &[Verdict]| pair[0] == Verdict::Leak && pair[1] != Verdict::Leak;
    Changes {
        words: words.windows(2).filter(|pair| pair[0] != pair[1]).count(),
        taken_back: usize::from(words.windows(2).any(is_taken_back)),
    }
}

pub(crate) fn table(out: &mut impl Write) -> io::Result<()> {
    let mut promises = BTreeMap::new();
    let mut changed = Vec::new();
    for program in Program::HEALTHY.iter().chain(&Program::LEAKING) {
        let (mut dice, mut all) = (Dice::new(8), Changes::default());
        for run in 0..RUNS {
            let first = FIRST[run % FIRST.len()];
            let categories = program.run(first, MOST, CHUNK, &mut dice);
            follow(&categories, first, &mut promises);
            let one = changes(&categories);
            (all.words, all.taken_back) = (all.words + one.words, all.taken_back + one.taken_back);
        }
        changed.push((program.name(), all));
    }
    writeln!(
        out,
        "\n### Promises\n\nAll programs above, {RUNS} recordings of 5 to 12 cycles each: how many are suspect for this reason, how \
         many of those promise a number of cycles, and how many keep the promise.\n\n\
         | reason | suspect | say a number | keep it |\n|---|---|---|---|"
    )?;
    for (reason, Promises { suspects, promised, kept }) in &promises {
        writeln!(out, "| {reason} | {suspects} | {promised} | {kept} |")?;
    }
    let sum = |count: fn(&Promises) -> usize| promises.values().map(count).sum::<usize>();
    let [suspects, given, kept] = [sum(|it| it.suspects), sum(|it| it.promised), sum(|it| it.kept)];
    writeln!(out, "| all | {suspects} | {given} | {kept} ({:.0} %) |", 100.0 * kept as f64 / given as f64)?;
    writeln!(
        out,
        "\nThe verdict after each cycle from 8 to {LAST}: how often it changes, and in how many of 100 recordings *leak* \
         becomes another verdict.\n\n| what it does | changes | taken back |\n|---|---|---|"
    )?;
    for (name, Changes { words, taken_back }) in changed {
        let [words, taken_back] = [words, taken_back].map(|count| count as f64 / RUNS as f64);
        writeln!(out, "| {name} | {words:.2} | {:.0} |", 100.0 * taken_back)?;
    }
    Ok(())
}
