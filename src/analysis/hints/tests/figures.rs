//! The rules that tell figures.

use super::check;
use crate::analysis::tests::scenario::{ANONYMOUS, FILE};
use crate::model::MarkRole;

#[test]
fn portions_are_counted_where_regions_are_distinct() {
    check("portions", Some("100 % of what stayed is 16 × 12 KiB (12,288 B)."), |scenario, at, _| {
        scenario.map(at, 3, FILE).map(at + 10, 3, FILE);
    });
    check(
        "portions",
        Some("100 % of what stayed is 4 × 16 KiB (16,384 B) and 4 × 12 KiB (12,288 B)."),
        |scenario, at, cycle| {
            scenario.map(at, 3 + u64::from(cycle % 2), FILE);
        },
    );
    check("portions", Some("94 % of what stayed is 8 × 32 KiB (32,768 B)."), |scenario, at, cycle| {
        scenario.map(at, 8, FILE).map(at + 20, u64::from(cycle == 3) * 4, FILE);
    });
    check("portions", None, |scenario, at, cycle| {
        scenario.map(at, u64::from(cycle), FILE);
    });
}

#[test]
fn portions_of_merged_memory_are_bytes_per_cycle() {
    let merged = "; the kernel merges such memory, so how many mappings that is cannot be told.";
    let each = format!("Each cycle adds 28 KiB (28,672 B){merged}");
    check("portions", Some(&each), |scenario, at, _| {
        scenario.map(at, 7, ANONYMOUS);
    });
    let in_turn = format!("4 of 8 cycles add 16 KiB (16,384 B) each, 4 add 12 KiB (12,288 B){merged}");
    check("portions", Some(&in_turn), |scenario, at, cycle| {
        scenario.map(at, 3 + u64::from(cycle % 2), ANONYMOUS);
    });
    let most = format!("7 of 8 cycles add 28 KiB (28,672 B) each{merged}");
    check("portions", Some(&most), |scenario, at, cycle| {
        scenario.map(at, 7 + u64::from(cycle == 5), ANONYMOUS);
    });
    check("portions", None, |scenario, at, cycle| {
        scenario.map(at, u64::from(cycle), ANONYMOUS);
    });
    // Of 40 KiB, one, two or three in a row.
    let size = "The kernel merges such memory: nearly all that came in the cycles is 17 × 40 KiB (40,960 B), or more pieces \
                of a size that divides it.";
    check("portions", Some(size), |scenario, at, cycle| {
        scenario.map(at, 10 * (1 + u64::from(cycle % 3)), ANONYMOUS);
    });
}

#[test]
fn what_grows_in_place_has_no_portions() {
    check("portions", None, |scenario, _, cycle| {
        scenario.touch(0, 4 * u64::from(cycle));
    });
}

#[test]
fn retained_regions_are_those_of_the_open_mark_where_there_is_one() {
    let open = "Of 16 regions that the cycles opened, 8 were still there when they were closed, and 8 are there at the end.";
    check("retained", Some(open), |scenario, at, cycle| {
        scenario.map(at, 3, FILE).map(at + 10, 3, FILE).tick();
        scenario.mark("open", MarkRole::Open(cycle));
        scenario.unmap(at, 3);
    });
    let kept = "16 regions that came in the cycles were still there when they were closed, and 16 are there at the end.";
    check("retained", Some(kept), |scenario, at, _| {
        scenario.map(at, 3, FILE).map(at + 10, 3, FILE);
    });
    // Nothing of what was opened stays, but closing itself leaves something.
    let late = "8 runs of bytes that came in the cycles were still there when they were closed, and 8 are there at the end.";
    check("retained", Some(late), |scenario, at, cycle| {
        scenario.map(at, 3, ANONYMOUS).tick();
        scenario.mark("open", MarkRole::Open(cycle));
        scenario.unmap(at, 3).map(at + 10, 4, ANONYMOUS);
    });
    // The next cycle frees what this one kept of its first region.
    let freed = "16 regions that came in the cycles were still there when they were closed, and 9 are there at the end.";
    check("retained", Some(freed), |scenario, at, cycle| {
        scenario.map(at, 3, FILE).map(at + 10, 3, FILE);
        if cycle > 1 {
            scenario.unmap(at - 100, 3);
        }
    });
}

#[test]
fn what_is_released_late_is_told_from_what_is_never_released() {
    let never =
        "Nothing that a cycle left behind was given back later: the oldest is of cycle 1, 7 cycles ago.";
    check("age", Some(never), |scenario, at, _| {
        scenario.map(at, 3, FILE);
    });
    let late =
        "What a cycle leaves behind is gone 2 cycles later at most: it is released late, not kept for good.";
    check("age", Some(late), |scenario, at, cycle| {
        scenario.map(at, u64::from(cycle), FILE);
        if cycle > 2 {
            scenario.unmap(at - 200, u64::from(cycle - 2));
        }
    });
    let some = "What 3 of 7 cycles left behind was given back later; of what is still there, the oldest is of cycle 4, \
                4 cycles ago.";
    check("age", Some(some), |scenario, at, cycle| {
        scenario.map(at, if cycle > 3 { 30 } else { 1 }, FILE);
        if cycle == 6 {
            scenario.unmap(100, 1).unmap(200, 1).unmap(300, 1);
        }
    });
    // Of three pages each, all but the last cycle lose one.
    let part = "Of what the cycles left behind, 67 % is still there; the oldest is of cycle 1, 7 cycles ago.";
    check("age", Some(part), |scenario, at, cycle| {
        scenario.map(at, 3, FILE);
        if cycle > 1 {
            scenario.unmap(at - 100, 1);
        }
    });
}

#[test]
fn what_was_swapped_out_is_hidden_from_rss() {
    check("swapped", Some("57 % of it (128 KiB) is swapped out already."), |scenario, at, _| {
        scenario.map(at, 7, FILE).touch(at, 3).swap(at + 3, 4);
    });
    let hidden =
        "RSS hides 57 % of the growth: of 224 KiB more in memory or swapped out it shows only 96 KiB.";
    check("hidden", Some(hidden), |scenario, at, _| {
        scenario.map(at, 7, FILE).touch(at, 3).swap(at + 3, 4);
    });
    let all = "RSS hides 100 % of the growth: of 224 KiB more in memory or swapped out it shows nothing.";
    check("hidden", Some(all), |scenario, at, _| {
        scenario.map(at, 7, FILE).swap(at, 7);
    });
    let untouched =
        "RSS hides 57 % of the growth: of 224 KiB more mapped, touched or not, it shows only 96 KiB.";
    check("hidden", Some(untouched), |scenario, at, _| {
        scenario.map(at, 7, FILE).touch(at, 3);
    });
    for rule in ["swapped", "hidden", "address_space"] {
        check(rule, None, |scenario, at, _| {
            scenario.map(at, 7, FILE).touch(at, 7);
        });
    }
}

#[test]
fn what_was_not_touched_is_address_space_only() {
    let untouched = "Address space only: of 640 KiB more, 32 KiB was touched. It costs no memory until it is, but page \
                     tables, and on Linux one of the mappings that vm.max_map_count allows.";
    check("address_space", Some(untouched), |scenario, at, _| {
        scenario.map(at, 20, FILE).touch(at, 1);
    });
    let clean = "Its pages are clean: of 640 KiB more, 320 KiB is in memory and 32 KiB is dirty or swapped out. The \
                 system drops clean pages when memory is short.";
    check("address_space", Some(clean), |scenario, at, _| {
        scenario.map(at, 20, FILE).read(at, 10).touch(at, 1);
    });
}
