//! Files: what is in the way, what is pulled away, and what has no room.

use crate::desk::{Desk, Ended, OTHER, Run, TOOL, Target, may, until, whole};
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown, symlink};
use std::os::unix::net::UnixListener;
use std::path::Path;
use strandline::storage::trace_file;

/// A short recording of a target to this file.
fn record(desk: &Desk, out: &str, more: &[&str]) -> Ended {
    let target = Target::idle();
    let pid = target.pid().to_string();
    desk.tool(&[&["record", "--pid", &pid, "--duration", "200ms", "-o", out], more].concat()).end()
}

/// A small trace in the folder.
fn trace(desk: &Desk, name: &str) -> Vec<u8> {
    record(desk, name, &[]).succeeds();
    fs::read(desk.path(name)).unwrap()
}

#[test]
fn what_is_no_file_is_refused_and_stays() {
    let desk = Desk::new();
    fs::create_dir(desk.path("folder")).unwrap();
    symlink("/dev/full", desk.path("link")).unwrap();
    symlink("nowhere", desk.path("dangling")).unwrap();
    let _socket = UnixListener::bind(desk.path("socket")).unwrap();
    desk.shell("mkfifo pipe").end().succeeds();
    let saved = trace(&desk, "good.strand");
    for (name, what) in [
        ("folder", "a directory"),
        ("link", "a link"),
        ("dangling", "a link"),
        ("socket", "a socket"),
        ("pipe", "a pipe"),
    ] {
        let before = fs::symlink_metadata(desk.path(name)).unwrap();
        for force in [&[][..], &["--force"]] {
            record(&desk, name, force).refuses(what);
            let report = [&["report", "good.strand", "--format", "html", "-o", name], force].concat();
            desk.tool(&report).end().refuses(what);
        }
        let after = fs::symlink_metadata(desk.path(name)).unwrap();
        assert_eq!((before.ino(), before.mode()), (after.ino(), after.mode()), "{name}");
    }
    assert_eq!(fs::read(desk.path("good.strand")).unwrap(), saved);
    assert_eq!(desk.partials(), 0);
}

#[test]
fn devices_are_refused_and_stay() {
    if !may("nodes of devices in a file system of our own") {
        return;
    }
    let desk = Desk::new();
    let script = r#"mount -t tmpfs none run; mknod -m 666 run/full c 1 7; ln -s /proc/self/fd/1 run/stdout
        sleep 60 & t=$!
        for node in full stdout; do
            "$STRANDLINE" record --pid $t --duration 200ms -o run/$node --force && echo "wrote to $node"
        done
        kill $t; test -c run/full && test -h run/stdout && echo both stay"#;
    let ended = Run::in_namespace(&desk, script);
    assert_eq!(ended.stdout.trim(), "both stay", "{}", ended.stderr);
    assert!(ended.stderr.contains("a device") && ended.stderr.contains("a link"), "{}", ended.stderr);
}

#[test]
fn only_a_trace_gives_way_to_a_recording_unasked_and_nothing_to_a_recording_without_a_snapshot() {
    let desk = Desk::new();
    let good = trace(&desk, "good.strand");
    assert_ne!(trace(&desk, "good.strand"), good, "an older trace gives way");
    fs::write(desk.path("thesis.txt"), "my thesis").unwrap();
    record(&desk, "thesis.txt", &[]).refuses("thesis-2.txt is free");
    assert_eq!(fs::read_to_string(desk.path("thesis.txt")).unwrap(), "my thesis");
    record(&desk, "thesis.txt", &["--force"]).succeeds();
    whole(&desk.path("thesis.txt"));
    fs::write(desk.path("page.html"), "<p>somebody's").unwrap();
    let report = ["report", "good.strand", "--format", "html", "-o", "page.html"];
    desk.tool(&report).end().refuses("page-2.html is free");
    desk.tool(&[&report[..], &["--force"]].concat()).end().succeeds();
    desk.tool(&report).end().succeeds();
    // A recording could not be had again.
    let over = ["report", "good.strand", "--format", "html", "-o", "good.strand", "--force"];
    desk.tool(&over).end().refuses("is a recording and stays");
    // A target that is gone, and one that goes before it can be looked at, replace nothing.
    let good = fs::read(desk.path("good.strand")).unwrap();
    let ended = desk.shell("sleep 0 & pid=$!; wait; \"$STRANDLINE\" record --pid $pid -o good.strand").end();
    assert_eq!(ended.status.code(), Some(1));
    assert_eq!(fs::read(desk.path("good.strand")).unwrap(), good);
    assert_eq!(desk.partials(), 0);
}

#[test]
fn the_log_of_cycles_is_not_written_through_a_link() {
    let desk = Desk::new();
    fs::write(desk.path("victim"), "victim").unwrap();
    symlink("victim", desk.path("a.cycles.log")).unwrap();
    let target = Target::idle();
    let pid = target.pid().to_string();
    let run =
        ["record", "--pid", &pid, "-o", "a.strand", "--cycles", "1", "--warmup", "0", "--settle", "0ms"];
    desk.tool(&[&run[..], &["--each", "echo here"]].concat()).end().succeeds();
    assert_eq!(fs::read_to_string(desk.path("victim")).unwrap(), "victim");
    assert!(fs::read_to_string(desk.path("a.cycles-2.log")).unwrap().contains("here"));
}

/// Records, does something to the file once it is there, and goes on until there was time to write more. The whole recording
/// is elsewhere, and at its place is what the change has left there.
fn pulled_away(change: impl FnOnce(&Path), left: Option<&str>) {
    let desk = Desk::new();
    fs::create_dir(desk.path("out")).unwrap();
    let path = desk.path("out/a.strand");
    let target = Target::idle();
    let recording = desk.recording(&target, "out/a.strand", &["--interval", "10ms", "--duration", "1500ms"]);
    change(&path);
    let ended = recording.end();
    ended.refuses("the whole recording was saved to");
    assert!(!ended.stderr.contains("saved: out/a.strand"), "{}", ended.stderr);
    let [elsewhere] = &desk.saved_elsewhere()[..] else { panic!("{:?}", desk.saved_elsewhere()) };
    let lasted = whole(elsewhere).trace.recording.snapshots().last().unwrap().at;
    assert!(lasted.seconds() > 1.0, "all of it: {lasted}");
    assert_eq!(fs::read_to_string(&path).ok().as_deref(), left);
}

#[test]
fn a_file_that_is_removed_is_saved_elsewhere() {
    pulled_away(|path| fs::remove_file(path).unwrap(), None);
}

#[test]
fn a_file_whose_folder_is_removed_is_saved_elsewhere() {
    pulled_away(|path| fs::remove_dir_all(path.parent().unwrap()).unwrap(), None);
}

#[test]
fn a_file_that_is_cut_or_written_over_is_saved_elsewhere_and_left_alone() {
    pulled_away(|path| fs::write(path, "").unwrap(), Some(""));
    pulled_away(|path| fs::write(path, "somebody's").unwrap(), Some("somebody's"));
}

#[test]
fn a_file_that_is_replaced_is_saved_elsewhere_and_the_other_stays() {
    let replace = |path: &Path| {
        fs::rename(path, path.with_file_name("moved")).unwrap();
        fs::write(path, "somebody's").unwrap();
    };
    pulled_away(replace, Some("somebody's"));
}

/// Records to a small disk, which is filled up behind the first snapshot; `meanwhile` happens before that. The whole
/// recording is elsewhere.
fn full_disk(meanwhile: &str, left: &str) {
    let desk = Desk::new();
    fs::create_dir(desk.path("full")).unwrap();
    let script = format!(
        r#"mount -t tmpfs -o size=64k none full
        sh -c 'while :; do sleep 0.01; done' & t=$!
        "$STRANDLINE" record --pid $t --interval 5ms --duration 2s -o full/x.strand 2> x.err & r=$!
        while ! test -s full/x.strand; do sleep 0.01; done
        {meanwhile}; dd if=/dev/zero of=full/z bs=1k 2> dd.err
        wait $r; echo "ended $?"; head -c 6 full/x.strand; kill $t"#
    );
    let ended = Run::in_namespace(&desk, &script);
    assert_eq!(ended.stdout, format!("ended 1\n{left}"), "{}", ended.stderr);
    let [elsewhere] = &desk.saved_elsewhere()[..] else { panic!("{:?}", desk.saved_elsewhere()) };
    let lasted = whole(elsewhere).trace.recording.snapshots().last().unwrap().at;
    assert!(lasted.seconds() > 1.5, "all of it: {lasted}");
}

#[test]
fn a_disk_that_fills_up_costs_nothing() {
    if may("a full disk") {
        full_disk("true", "strand");
    }
}

#[test]
fn a_disk_that_fills_up_while_the_name_leads_elsewhere_costs_nothing() {
    if may("a full disk") {
        full_disk("mv full/x.strand full/y; echo other > full/x.strand", "other\n");
    }
}

#[test]
fn a_limit_on_file_sizes_is_an_error_and_not_the_end() {
    let desk = Desk::new();
    let target = Target::idle();
    // 1 or 2 KiB, as the shell counts: enough for the manifest, too little for a snapshot. We may lift it as far as it is soft.
    let script = format!(
        "ulimit -S -f 2; exec \"$STRANDLINE\" record --pid {} --interval 10ms --duration 1s -o f.strand",
        target.pid()
    );
    let ended = desk.shell(&script).end();
    ended.refuses("the whole recording was saved to");
    assert!(ended.stderr.contains("file too large for f.strand"), "{}", ended.stderr);
    let [elsewhere] = &desk.saved_elsewhere()[..] else { panic!("{:?}", desk.saved_elsewhere()) };
    whole(elsewhere);
    assert!(!desk.path("f.strand").exists(), "no snapshot was in it");
}

#[test]
fn what_is_written_is_for_its_owner_only() {
    let desk = Desk::new();
    let target = Target::idle();
    let script = format!(
        r#"umask 000
        "$STRANDLINE" record --pid {} -o a.strand --cycles 1 --warmup 0 --settle 0ms --each true > /dev/null
        "$STRANDLINE" report a.strand --format html -o a.html
        "$STRANDLINE" export a.strand --format ron -o a.ron
        "$STRANDLINE" export a.strand --format strand -o b.strand
        "$STRANDLINE" import a.ron -o c.strand
        "$STRANDLINE" demo surfaces --cycles 1 > /dev/null"#,
        target.pid()
    );
    desk.shell(&script).end().succeeds();
    let mode = |name: &str| fs::symlink_metadata(desk.path(name)).unwrap().permissions().mode() & 0o777;
    for name in ["a.strand", "a.cycles.log", "a.html", "a.ron", "b.strand", "c.strand"] {
        assert_eq!(mode(name), 0o600, "{name}");
    }
    assert_eq!(mode("state/strandline/demo-surfaces.strand"), 0o600);
    assert_eq!((mode("state/strandline"), mode("run/strandline")), (0o700, 0o700));
}

#[test]
fn names_that_can_be_guessed_lead_nowhere() {
    let desk = Desk::new();
    let (victim, shared) = (desk.path("victim"), desk.path("shared"));
    fs::write(&victim, "victim").unwrap();
    fs::create_dir(&shared).unwrap();
    fs::set_permissions(&shared, fs::Permissions::from_mode(0o777)).unwrap();
    trace(&desk, "good.strand");
    // The numbers of processes to come are known to everybody.
    let run = desk.tool(&["report", "good.strand"]);
    let next = run.pid();
    run.end().succeeds();
    for pid in next..next + 200 {
        symlink(&victim, shared.join(format!(".out.html.{pid}.partial"))).unwrap();
        let selftest = desk.path(&format!("tmp/strandline-selftest-{pid}"));
        fs::create_dir(&selftest).unwrap();
        symlink(&victim, selftest.join("leaking.strand")).unwrap();
        if strandline::platform::is_root() {
            chown(&selftest, Some(OTHER), Some(OTHER)).unwrap();
        }
    }
    desk.tool(&["report", "good.strand", "--format", "html", "-o", "shared/out.html"]).end().succeeds();
    assert!(fs::symlink_metadata(shared.join("out.html")).unwrap().is_file());
    desk.tool(&["check", "--selftest"]).end().succeeds();
    assert_eq!(fs::read_to_string(&victim).unwrap(), "victim");
    let left = fs::read_dir(desk.path("tmp")).unwrap().count();
    assert_eq!(left, 200, "what is not ours stays, and nothing of ours does");
}

#[test]
fn two_recordings_do_not_share_a_file() {
    let desk = Desk::new();
    let target = Target::idle();
    let first = desk.recording(&target, "a.strand", &[]);
    record(&desk, "a.strand", &["--force"]).refuses("a recording is being written there");
    first.signal("INT");
    first.end().succeeds();
    whole(&desk.path("a.strand"));
    // Nor do those that begin at the same moment: who comes too late keeps his own elsewhere, or is refused.
    let pid = target.pid().to_string();
    let begin = |_| desk.tool(&["record", "--pid", &pid, "--duration", "500ms", "-o", "b.strand"]);
    let runs: Vec<Run> = (0..4).map(begin).collect();
    let ended: Vec<Ended> = runs.into_iter().map(Run::end).collect();
    assert_eq!(ended.iter().filter(|ended| ended.status.success()).count(), 1);
    let elsewhere = ended.iter().filter(|ended| ended.stderr.contains("the whole recording was saved to"));
    assert_eq!(elsewhere.count(), desk.saved_elsewhere().len());
    // Without a name each takes a new one.
    for _ in 0..2 {
        desk.tool(&["record", "--pid", &pid, "--duration", "100ms"]).end().succeeds();
    }
    for name in [format!("sleep-{pid}.strand"), format!("sleep-{pid}-2.strand")] {
        whole(&desk.path(&name));
    }
}

#[test]
fn a_recording_that_is_replaced_by_another_program_s_rename_is_no_loss() {
    let desk = Desk::new();
    let target = Target::idle();
    let recording = desk.recording(&target, "a.strand", &["--interval", "10ms"]);
    let good = trace(&desk, "b.strand");
    fs::rename(desk.path("b.strand"), desk.path("a.strand")).unwrap();
    recording.signal("TERM");
    recording.end().refuses("the whole recording was saved to");
    assert_eq!(fs::read(desk.path("a.strand")).unwrap(), good, "it is not written into");
    until("it is saved", || desk.saved_elsewhere().len() == 1);
    assert!(trace_file::open(&desk.saved_elsewhere()[0]).unwrap().complete);
}

#[test]
fn a_name_that_is_as_long_as_names_can_be_is_no_reason_to_lose_anything() {
    let desk = Desk::new();
    let target = Target::idle();
    let name = "x".repeat(255);
    let recording = desk.recording(&target, &name, &["--interval", "10ms", "--duration", "1s"]);
    fs::remove_file(desk.path(&name)).unwrap();
    recording.end().refuses("the whole recording was saved to");
    let [elsewhere] = &desk.saved_elsewhere()[..] else { panic!("{:?}", desk.saved_elsewhere()) };
    whole(elsewhere);
}

/// The state directory lies on the disk that is full too.
#[test]
fn what_the_state_directory_has_no_room_for_is_saved_among_the_temporary_files() {
    if !may("full disks") {
        return;
    }
    let desk = Desk::new();
    let script = r#"mount -t tmpfs -o size=64k none state; mkdir state/strandline
        sh -c 'while :; do sleep 0.01; done' & t=$!
        "$STRANDLINE" record --pid $t --interval 5ms --duration 6s -o state/x.strand 2> x.err & r=$!
        # Nearly a page: there is no room in the last one.
        until test "$(stat -c %s state/x.strand 2> /dev/null || echo 0)" -gt 3500; do sleep 0.01; done
        dd if=/dev/zero of=state/z bs=1k 2> dd.err
        wait $r; echo "ended $?"; kill $t; ls tmp/.strandline-*/x.strand"#;
    let ended = Run::in_namespace(&desk, script);
    let (actual, path) = ended.stdout.split_once('\n').unwrap();
    assert_eq!(actual, "ended 1", "{}", ended.stderr);
    let lasted = whole(&desk.path(path.trim())).trace.recording.snapshots().last().unwrap().at;
    assert!(lasted.seconds() > 1.5, "all of it: {lasted}");
    let mode = fs::metadata(desk.path(path.trim()).parent().unwrap()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
}

#[test]
fn what_can_be_saved_nowhere_leaves_nothing_behind_and_says_so() {
    let desk = Desk::new();
    let target = Target::idle();
    let script = format!(
        "ulimit -f 2; exec \"$STRANDLINE\" record --pid {} --interval 10ms --duration 1s -o f.strand",
        target.pid()
    );
    let ended = desk.shell(&script).end();
    ended.refuses("what its file does not hold is lost");
    assert!(!ended.stderr.contains("was saved to"), "{}", ended.stderr);
    for folder in ["tmp", "run", "state/strandline"] {
        let left = fs::read_dir(desk.path(folder)).unwrap().map(|entry| entry.unwrap().file_name());
        assert_eq!(left.filter(|name| name != "strandline").count(), 0, "{folder}");
    }
}

#[test]
fn rules_that_are_no_file_are_not_waited_for() {
    let desk = Desk::new();
    let target = Target::idle();
    let pid = target.pid().to_string();
    let list = ["record", "--pid", &pid, "--duration", "100ms", "-o", "a.strand"];
    fs::create_dir_all(desk.path("home/.config/strandline")).unwrap();
    for make in ["mkfifo", "ln -s /dev/zero", "mkdir"] {
        desk.shell(&format!("cd home/.config/strandline; rm -rf categories.ron; {make} categories.ron"))
            .end()
            .succeeds();
        desk.tool(&list).end().refuses("categories.ron");
    }
    // A home that is no directory, as daemons have it, holds no rules.
    let mut command = desk.command(TOOL, &list);
    command.env("HOME", "/dev/null").env_remove("XDG_STATE_HOME");
    Run::start(command).end().succeeds();
}
