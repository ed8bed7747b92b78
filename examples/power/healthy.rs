//! What is said of programs that fill their memory, and of programs that leak, through an allocator.

use crate::counting::{Counts, Ends};
use crate::made_up::Dice;
use crate::programs::{Category, Program};
use std::io::{self, Write};
use strandline::analysis::{ALPHA, Facet, Families, FamilyJudgements, Measure, Metric, Plan, Series, Whole};

const RUNS: usize = 200;

const CYCLES: [usize; 3] = [8, 12, 20];

/// How many KiB an allocator maps at once: the top of glibc's heap, and a chunk of jemalloc's.
const CHUNKS: [f64; 2] = [132.0, 4096.0];

/// Four pages.
const LEAST: f64 = 16.0;

const PLAN: Plan = Plan { most_cycles: 20, least_leak: LEAST };

/// Mapped bytes and footprint until so many cycles are over: of the category, and of the total, which is the same.
fn families(category: &Category, cycles: usize) -> Families {
    let mapped = category.mapped[cycles];
    let series = |levels: &[f64], metric| Series {
        least: LEAST,
        facet: Some(Facet { memory: 0, measure: Measure::Level(metric), mapped }),
        ..levels[..=cycles].to_vec().into()
    };
    let all = [series(&category.mapped, Metric::Mapped), series(&category.footprint, Metric::Footprint)];
    let moves =
        |series: &Series| series.levels.iter().any(|level| level.total_cmp(&series.levels[0]).is_ne());
    let parts: Vec<Series> = all.iter().filter(|series| moves(series)).cloned().collect();
    let place = |series: &Series| parts.iter().position(|part| part == series);
    let wholes =
        all.iter().map(|series| Whole { series: series.clone(), parts: place(series).into_iter().collect() });
    Families { wholes: wholes.collect(), parts }
}

fn said(program: Program, chunk: f64, cycles: usize) -> Counts {
    let mut dice = Dice::new(6);
    let mut counts = Counts::default();
    for _ in 0..RUNS {
        let category = program.run(cycles, chunk, &mut dice);
        let FamilyJudgements { wholes, parts } = families(&category, cycles).judge(ALPHA);
        let all = [wholes, parts].concat();
        counts.add(&all, all.iter().any(|judged| judged.evidence.p_value <= ALPHA / 2.0));
    }
    counts
}

pub(crate) fn table(out: &mut impl Write) -> io::Result<()> {
    let heads = CYCLES.map(|cycles| format!(" {cycles} cycles |")).concat();
    writeln!(
        out,
        "\n### Programs\n\nOne category, its mapped bytes and footprint, and its total: called leak / suspect / settles / steady \
         with the step told / steady (called leak by the plain method), percent of {RUNS} recordings.\n\n\
         | what it does | mapped at once |{heads}\n|---|---|{}",
        "---|".repeat(CYCLES.len())
    )?;
    for program in Program::HEALTHY.iter().chain(&Program::LEAKING) {
        for chunk in CHUNKS {
            write!(out, "| {} | {chunk} KiB |", program.name())?;
            for cycles in CYCLES {
                write!(out, " {} |", said(*program, chunk, cycles).words())?;
            }
            writeln!(out)?;
        }
    }
    until_sure(out)
}

fn until_sure(out: &mut impl Write) -> io::Result<()> {
    writeln!(
        out,
        "\nThe same until it is sure, with a look after each cycle from the eighth to number {}: how recordings end, percent, and \
         after how many cycles.\n\n| what it does | leak | no leak | undecided | cycles |\n|---|---|---|---|---|",
        PLAN.most_cycles
    )?;
    for program in Program::HEALTHY.iter().chain(&Program::LEAKING) {
        let mut dice = Dice::new(7);
        let mut ends = Ends::default();
        for _ in 0..RUNS / 2 {
            let category = program.run(PLAN.most_cycles, CHUNKS[0], &mut dice);
            ends.add(&PLAN, |cycles| families(&category, cycles));
        }
        writeln!(out, "| {} |{} |", program.name(), ends.cells())?;
    }
    Ok(())
}
