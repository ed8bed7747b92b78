//! Which rows stand where.

use super::*;
use strandline::source::{Access, AttachError};

fn candidate(pid: u32, name: &str, user: &str, mib: u64) -> Candidate {
    Candidate {
        pid,
        name: name.to_owned(),
        command: format!("/usr/bin/{name} --flag"),
        user: user.to_owned(),
        resident: Bytes::from_kib((1000 - mib) * 1024),
        swapped: Bytes::ZERO,
        footprint: Bytes::from_kib(mib * 1024),
        is_upper_bound: false,
        access: Access::Full,
    }
}

fn refused(pid: u32, name: &str, mib: u64) -> Candidate {
    let refusal = AttachError::Unsupported { reason: "it is a test".to_owned() };
    Candidate { access: Access::Nothing(refusal), ..candidate(pid, name, "root", mib) }
}

fn survey(processes: Vec<Candidate>) -> Survey {
    Survey { processes: Ok(processes), memory: None, is_root: false, stored: None }
}

fn three() -> Vec<Candidate> {
    vec![candidate(7, "fish", "mira", 3), refused(1, "init", 40), candidate(41, "Ghostty", "mira", 800)]
}

fn chooser(processes: Vec<Candidate>) -> Chooser {
    let mut chooser = Chooser::default();
    chooser.update(survey(processes));
    chooser
}

fn pids(chooser: &Chooser) -> Vec<u32> {
    chooser.rows().map(|process| process.candidate.pid).collect()
}

fn selected(chooser: &Chooser) -> Option<u32> {
    chooser.selected().map(|process| process.candidate.pid)
}

#[test]
fn every_word_must_be_somewhere() {
    let mut chooser = chooser(three());
    let mut check = |filter: &str, expected: &[u32]| {
        filter.clone_into(&mut chooser.filter);
        chooser.search();
        assert_eq!(pids(&chooser), expected, "{filter}");
    };
    check("", &[41, 1, 7]);
    check("ghost", &[41]);
    check("mira  FISH", &[7]);
    check("41", &[41]);
    check("ghost fish", &[]);
    check("--flag", &[41, 1, 7]);
}

#[test]
fn a_click_on_a_head_sorts_and_another_turns_it_round() {
    let mut chooser = chooser(three());
    let mut check = |column, expected: [u32; 3]| {
        chooser.apply(ChooserChange::SortBy(column));
        assert_eq!(pids(&chooser), expected, "{column:?}");
    };
    check(Column::Pid, [1, 7, 41]);
    check(Column::Pid, [41, 7, 1]);
    check(Column::Process, [7, 41, 1]);
    check(Column::User, [7, 41, 1]);
    check(Column::User, [1, 7, 41]);
    check(Column::Footprint, [41, 1, 7]);
    check(Column::Resident, [7, 1, 41]);
    check(Column::Command, [7, 41, 1]);
}

#[test]
fn a_search_selects_the_first_that_may_be_recorded() {
    let mut chooser = chooser(three());
    // The first of all may not.
    chooser.apply(ChooserChange::SortBy(Column::Pid));
    let mut check = |filter: &str, expected: Option<u32>| {
        filter.clone_into(&mut chooser.filter);
        chooser.search();
        assert_eq!(selected(&chooser), expected, "{filter}");
    };
    check("", None);
    check("i", Some(7));
    // Still found: it stays.
    check("fi", Some(7));
    check("init", Some(1));
    // Nothing found: it stays too, but without a row.
    check("nowhere", Some(1));
    check("", Some(1));
}

#[test]
fn arrows_move_through_the_rows_and_stop_at_the_ends() {
    let mut chooser = chooser(three());
    let mut check = |step, expected| {
        chooser.apply(ChooserChange::Step(step));
        assert_eq!(selected(&chooser), Some(expected), "{step}");
    };
    check(1, 41);
    check(1, 1);
    check(10, 7);
    check(1, 7);
    check(-2, 41);
    check(-1, 41);
}

#[test]
fn a_selection_outlives_refreshes_and_says_when_its_process_is_gone() {
    let mut chooser = chooser(three());
    chooser.apply(ChooserChange::Select(7));
    chooser.update(survey(vec![candidate(7, "fish", "mira", 900), candidate(41, "Ghostty", "mira", 800)]));
    assert_eq!(pids(&chooser), [7, 41]);
    assert_eq!(chooser.selected().unwrap().candidate.footprint, Bytes::from_kib(900 * 1024));
    chooser.update(survey(vec![candidate(41, "Ghostty", "mira", 800)]));
    assert!(chooser.selected().unwrap().has_exited && chooser.selected_row().is_none());
}

#[test]
fn rows_stay_where_they_are_while_the_order_is_held() {
    let mut chooser = chooser(three());
    chooser.apply(ChooserChange::Hold(true));
    chooser.update(survey(vec![
        candidate(99, "newer", "mira", 500),
        candidate(98, "new", "mira", 700),
        candidate(7, "fish", "mira", 900),
        candidate(41, "Ghostty", "mira", 1),
    ]));
    assert_eq!(pids(&chooser), [41, 1, 7, 98, 99]);
    assert_eq!(chooser.row(2).unwrap().candidate.footprint, Bytes::from_kib(900 * 1024));
    assert!(chooser.row(1).unwrap().has_exited);
    assert_eq!(chooser.counts(), (4, 4));
    chooser.apply(ChooserChange::Hold(false));
    assert_eq!(pids(&chooser), [7, 98, 99, 41]);
}

#[test]
fn newcomers_join_a_held_list_only_where_the_search_finds_them() {
    let mut chooser = chooser(three());
    "ghost".clone_into(&mut chooser.filter);
    chooser.search();
    chooser.apply(ChooserChange::Hold(true));
    let newcomers = [candidate(50, "ghost", "mira", 1), candidate(51, "other", "mira", 2)];
    chooser.update(survey(three().into_iter().chain(newcomers).collect()));
    assert_eq!(pids(&chooser), [41, 50]);
}

#[test]
fn a_list_that_fails_says_why_and_the_next_one_heals_it() {
    let mut chooser = Chooser::default();
    assert_eq!(chooser.listing(), &Listing::Waiting);
    let failed = AttachError::Unsupported { reason: "no /proc".to_owned() };
    chooser.update(Survey { processes: Err(failed), ..survey(Vec::new()) });
    assert_eq!(chooser.listing(), &Listing::Failed("this system cannot be read: no /proc".to_owned()));
    chooser.update(survey(three()));
    assert_eq!((chooser.listing(), chooser.row_count()), (&Listing::Read, 3));
}
