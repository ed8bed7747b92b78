//! What is said of programs that fill their memory, and of programs that leak, through an allocator.

use crate::counting::{Counts, Ends};
use crate::made_up::Dice;
use crate::programs::{Category, Program};
use std::io::{self, Write};
use strandline::analysis::{
    ALPHA, Facet, Families, FamilyJudgements, Measure, Metric, SequentialPlan, Series, Whole,
};

const RUNS: usize = 200;

const CYCLES: [usize; 3] = [8, 12, 20];

/// How many KiB an allocator maps at once: the top of glibc's heap, and a chunk of jemalloc's.
const CHUNKS: [f64; 2] = [132.0, 4096.0];

/// Eight pages.
const LEAST: f64 = 32.0;

const PLAN: SequentialPlan = SequentialPlan { most_cycles: 20, least_leak: LEAST };

/// Mapped bytes and footprint until so many cycles are over: of each category, and of their total.
pub(crate) fn families(categories: &[Category], cycles: usize) -> Families {
    let series = |memory: usize, category: &Category, metric| {
        let levels = if metric == Metric::Mapped { &category.mapped } else { &category.footprint };
        let facet = Facet { memory, measure: Measure::Level(metric) };
        Series { least: LEAST, facet: Some(facet), ..levels[..=cycles].to_vec().into() }
    };
    let moves =
        |series: &Series| series.levels.iter().any(|level| level.total_cmp(&series.levels[0]).is_ne());
    let of_one =
        |(nth, category): (usize, &Category)| METRICS.map(|metric| series(nth + 1, category, metric));
    let parts: Vec<Series> = categories.iter().enumerate().flat_map(of_one).filter(moves).collect();
    let sum = Category {
        footprint: summed(categories, |category| &category.footprint),
        mapped: summed(categories, |category| &category.mapped),
    };
    let wholes = METRICS.map(|metric| {
        let is_of_it =
            |series: &Series| series.facet.is_some_and(|facet| facet.measure == Measure::Level(metric));
        let parts = (0..parts.len()).filter(|&nth| is_of_it(&parts[nth])).collect();
        Whole { series: series(0, &sum, metric), parts }
    });
    Families { wholes: wholes.into(), parts }
}

const METRICS: [Metric; 2] = [Metric::Mapped, Metric::Footprint];

fn summed(categories: &[Category], levels: impl Fn(&Category) -> &Vec<f64>) -> Vec<f64> {
    let all = |cycle: usize| categories.iter().map(|category| levels(category)[cycle]).sum();
    (0..levels(&categories[0]).len()).map(all).collect()
}

fn said(program: Program, chunk: f64, cycles: usize) -> Counts {
    let mut dice = Dice::new(6);
    let mut counts = Counts::default();
    for _ in 0..RUNS {
        let categories = program.run(cycles, cycles, chunk, &mut dice);
        let FamilyJudgements { wholes, parts } = families(&categories, cycles).judge(ALPHA);
        let all = [wholes, parts].concat();
        counts.add(&all, all.iter().any(|judged| judged.evidence.p_value <= ALPHA / 2.0));
    }
    counts
}

pub(crate) fn table(out: &mut impl Write) -> io::Result<()> {
    let heads = CYCLES.map(|cycles| format!(" {cycles} cycles |")).concat();
    writeln!(
        out,
        "\n### Programs\n\nOne category with mapped bytes and footprint, and its total: called leak / suspect / settles / steady \
         with its step reported / steady (called leak by the plain method), percent of {RUNS} recordings.\n\n\
         | what it does | mapped at once |{heads}\n|---|---|{}",
        "---|".repeat(CYCLES.len())
    )?;
    for program in Program::HEALTHY.iter().chain(&Program::LEAKING) {
        for chunk in CHUNKS {
            write!(out, "| {} | {chunk} KiB |", program.name())?;
            for cycles in CYCLES {
                write!(out, " {} |", said(*program, chunk, cycles).summary_text())?;
            }
            writeln!(out)?;
        }
    }
    until_sure(out)
}

fn until_sure(out: &mut impl Write) -> io::Result<()> {
    writeln!(
        out,
        "\nThe same with `--until-sure`, tested after each cycle from 8 to {}: how recordings end, percent, and \
         after how many cycles.\n\n| what it does | leak | no leak | undecided | cycles |\n|---|---|---|---|---|",
        PLAN.most_cycles
    )?;
    for program in Program::HEALTHY.iter().chain(&Program::LEAKING) {
        let mut dice = Dice::new(7);
        let mut ends = Ends::default();
        for _ in 0..RUNS / 2 {
            let categories = program.run(PLAN.most_cycles, PLAN.most_cycles, CHUNKS[0], &mut dice);
            ends.add(&PLAN, |cycles| families(&categories, cycles));
        }
        writeln!(out, "| {} |{} |", program.name(), ends.cells())?;
    }
    Ok(())
}
