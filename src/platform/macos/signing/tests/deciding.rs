//! What may be signed, how, and what is said of it.

use super::super::codesign::{Codesign, quoted};
use super::super::finding::Found;
use super::super::plan::{self, Decision, Plan};
use crate::platform::signature::made_up::{MadeUp, fat};
use crate::platform::signature::{GET_TASK_ALLOW, Program};
use crate::platform::signing::SignAs;
use std::path::{Path, PathBuf};

const INVITING: &str = "<plist><dict><key>com.apple.security.get-task-allow</key><true/></dict></plist>";
const JIT: &str = "<plist><dict><key>com.apple.security.cs.allow-jit</key><true/>\
                   <key>com.apple.developer.networking.networkextension</key><array/></dict></plist>";
const RELEASED: MadeUp<'_> = MadeUp {
    processor: 0x0100_000c,
    kind: 2,
    unsigned: false,
    version: 0x0002_0500,
    flags: 0x1_0000,
    identifier: "org.example.terminal",
    team: Some("TEAM123456"),
    platform: 0,
    certified: true,
    entitlements: Some(JIT),
};

fn found(path: &str, file: &[u8]) -> Found {
    Found {
        path: PathBuf::from(path),
        main: None,
        program: Program::read(file).unwrap(),
        is_restricted: false,
        is_setuid: false,
        holds_others: false,
        within: None,
    }
}

fn at_home(file: &MadeUp<'_>) -> Found {
    found("/Users/ada/program", &file.file())
}

fn planned(found: &Found, out: Option<&Path>) -> Plan {
    match plan::decide(found, out, SignAs::Target) {
        Ok(Decision::Sign(plan)) => plan,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn check_refused(found: &Found, out: Option<&Path>, expected: &str, remedy: &str) {
    let text = plan::decide(found, out, SignAs::Target).unwrap_err().to_string();
    assert!(text.contains(expected) && text.contains(remedy), "{text}");
}

const COPY: Option<&str> = Some("/nowhere/copy");

#[test]
fn what_belongs_to_macos_is_left_alone_wherever_a_copy_should_go() {
    let own = MadeUp::default();
    for path in
        ["/System/Applications/Chess.app", "/usr/bin/program", "/bin/sh", "/Library/Apple/x", "/sbin/x"]
    {
        check_refused(&found(path, &own.file()), None, "part of macOS", "come with the system");
    }
    let platform = MadeUp { platform: 15, ..own };
    check_refused(&at_home(&platform), COPY.map(Path::new), "part of macOS", "come with the system");
    let restricted = Found { is_restricted: true, ..at_home(&own) };
    check_refused(&restricted, None, "part of macOS", "");
    for path in
        ["/usr/local/bin/program", "/System/Volumes/Data/Users/ada/program", "/opt/program", "/binaries/x"]
    {
        planned(&found(path, &own.file()), None);
    }
}

#[test]
fn libraries_and_setuid_programs_are_refused() {
    check_refused(&at_home(&MadeUp { kind: 6, ..MadeUp::default() }), None, "a library", "loads it");
    let setuid = Found { is_setuid: true, ..at_home(&MadeUp::default()) };
    check_refused(&setuid, None, "another user", "chmod");
}

#[test]
fn what_its_maker_signed_is_signed_as_a_copy_only() {
    check_refused(&at_home(&RELEASED), None, "its maker (TEAM123456)", "--out");
    check_refused(&at_home(&RELEASED), Some(Path::new("/")), "would replace something", "--out");
    let plan = planned(&at_home(&RELEASED), COPY.map(Path::new));
    assert!(plan.entitlements.holds(GET_TASK_ALLOW));
    assert!(plan.entitlements.holds("com.apple.security.cs.allow-jit"), "it keeps what it had");
    assert_eq!(plan.identifier, "org.example.terminal");
    let notes = plan.notes.join("\n");
    for expected in [
        "start it anew",
        "without the hardened runtime",
        "left out, since macOS kills a program that has them without its maker's certificate: com.apple.developer.networking",
        "lost its maker's signature",
    ] {
        assert!(notes.contains(expected), "{notes}");
    }
}

#[test]
fn a_program_of_ones_own_is_signed_in_its_place() {
    let plan = planned(&at_home(&MadeUp { flags: 0x2_0002, ..MadeUp::default() }), None);
    assert_eq!(plan.entitlements.keys().collect::<Vec<_>>(), [GET_TASK_ALLOW]);
    assert_eq!(plan.identifier, "org.example.program");
    assert_eq!(plan.notes.len(), 1, "{:?}", plan.notes);
    let unsigned = planned(&at_home(&MadeUp { unsigned: true, ..MadeUp::default() }), None);
    assert_eq!(unsigned.identifier, "program");
}

#[test]
fn a_program_that_invites_debuggers_for_every_processor_needs_nothing() {
    let inviting = MadeUp { entitlements: Some(INVITING), ..MadeUp::default() };
    assert_eq!(plan::decide(&at_home(&inviting), None, SignAs::Target), Ok(Decision::Already));
    let certified = MadeUp { certified: true, ..inviting };
    assert_eq!(
        plan::decide(&at_home(&certified), None, SignAs::Target),
        Ok(Decision::Already),
        "as Xcode's builds do"
    );
    let half = fat(&[inviting.file(), MadeUp { processor: 0x0100_0007, ..MadeUp::default() }.file()]);
    planned(&found("/Users/ada/program", &half), None);
}

#[test]
fn entitlements_that_cannot_be_read_are_not_lost() {
    let odd = MadeUp { entitlements: Some("<plist><dict><key>a"), ..MadeUp::default() };
    check_refused(&at_home(&odd), None, "cannot be read", "by hand");
}

#[test]
fn parts_of_bundles_are_told_of() {
    let bundle = Found { holds_others: true, ..at_home(&MadeUp::default()) };
    assert!(planned(&bundle, None).notes[1].contains("only its main program"));
    let within = Some(PathBuf::from("/Applications/Own.app"));
    let helper = Found { within, ..at_home(&MadeUp::default()) };
    assert!(planned(&helper, None).notes[1].contains("a part of /Applications/Own.app"));
    assert_eq!(planned(&helper, COPY.map(Path::new)).notes.len(), 1, "a copy is no part of it");
}

#[test]
fn what_came_of_it_is_held_against_the_plan() {
    let plan = planned(&at_home(&MadeUp::default()), None);
    let check = |made_up: MadeUp<'_>, expected| {
        let program = Program::read(made_up.file().as_slice()).unwrap();
        assert_eq!(plan::check(&plan, &program).is_ok(), expected, "{made_up:?}");
    };
    check(MadeUp { entitlements: Some(INVITING), ..MadeUp::default() }, true);
    check(MadeUp::default(), false);
    check(MadeUp { unsigned: true, ..MadeUp::default() }, false);
    check(MadeUp { entitlements: Some(JIT), ..MadeUp::default() }, false);
}

#[test]
fn complaints_of_codesign_that_are_known_have_a_remedy() {
    let copy = Path::new("/Users/ada/.strandline-sign-7/copy/Own.app");
    let path = Path::new("/Users/ada/My Own.app");
    let check = |complaint: &str, actual: &str, remedy: Option<&str>| {
        let script = format!("printf '%s' \"{complaint}\" >&2; exit 1");
        let codesign = Codesign::with_arguments(&["sh", "-c", &script]);
        let complaint = codesign.sign(copy, Path::new("list"), "x").unwrap_err();
        assert_eq!(complaint.told_of(copy, path), actual);
        assert_eq!(complaint.remedy(copy, path).as_deref(), remedy);
    };
    check(
        "/Users/ada/.strandline-sign-7/copy/Own.app: resource fork, Finder information, or similar detritus not allowed",
        "/Users/ada/My Own.app: resource fork, Finder information, or similar detritus not allowed",
        Some("take that off: xattr -cr '/Users/ada/My Own.app'"),
    );
    check(
        "/Users/ada/.strandline-sign-7/copy/Own.app: code object is not signed at all\nIn subcomponent: \
         /Users/ada/.strandline-sign-7/copy/Own.app/Contents/Frameworks/A.framework",
        "/Users/ada/My Own.app: code object is not signed at all\nIn subcomponent: \
         /Users/ada/My Own.app/Contents/Frameworks/A.framework",
        Some("sign that first: strandline sign '/Users/ada/My Own.app/Contents/Frameworks/A.framework'"),
    );
    check(
        "x: unsealed contents present in the bundle root",
        "x: unsealed contents present in the bundle root",
        Some("in a bundle nothing may lie beside Contents: move it away"),
    );
    check("", "codesign ends with exit status: 1", None);
}

#[test]
fn without_codesign_there_is_a_way_to_get_it() {
    let complaint = Codesign::with_arguments(&["/nowhere/codesign"])
        .sign(Path::new("a"), Path::new("b"), "x")
        .unwrap_err();
    let remedy = complaint.remedy(Path::new("a"), Path::new("a"));
    assert_eq!(remedy.as_deref(), Some("install Apple's command line tools: xcode-select --install"));
}

#[test]
fn a_word_for_a_shell_is_quoted_where_it_must_be() {
    let check = |text, expected| assert_eq!(quoted(text), expected);
    check("/Applications/Own.app", "/Applications/Own.app");
    check("a b", "'a b'");
    check("it's", r"'it'\''s'");
    check("", "''");
}
