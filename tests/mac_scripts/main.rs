//! The scripts that a Mac runs: nothing in them is newer than the shell that is there, and they do what they should with
//! stand-ins for that system's tools.
//!
//! macOS has bash 3.2, of 2007, and no newer one can be counted on. What that shell does not know is looked for in the text;
//! `STRANDLINE_BASH=/path/to/bash` runs the scripts by another shell than the one of this machine.

mod syntax;

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::PathBuf;
use std::process::{Command, Output};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// The scripts that a Mac runs, as far as they go there.
const SCRIPTS: [&str; 8] =
    ["bundle-mac", "check-macos", "demo", "run-on-mac", "rustdoc", "setup", "test", "try-on-mac"];

/// A checkout with stand-ins for the tools of a Mac, each of which notes what it is told.
struct Mac(tempfile::TempDir);

impl Mac {
    fn new() -> Self {
        let mac = Self(tempfile::tempdir().expect("there is room for stand-ins"));
        fs::create_dir(mac.path("bin")).expect("there is room for stand-ins");
        fs::create_dir(mac.path("checkout")).expect("there is room for stand-ins");
        for entry in fs::read_dir(ROOT).expect("there is room for stand-ins").flatten() {
            let name = entry.file_name();
            // What is built lies in a folder of its own.
            if name != "target" && name != ".git" {
                symlink(entry.path(), mac.path("checkout").join(name)).expect("there is room for stand-ins");
            }
        }
        mac.stand_in("uname", "case ${1-} in -s) echo Darwin ;; -m) echo arm64 ;; *) echo Darwin ;; esac");
        for tool in ["xcode-select", "sips", "plutil", "sw_vers", "csrutil", "DevToolsSecurity", "vmmap"] {
            mac.stand_in(tool, "");
        }
        for tool in ["footprint", "log", "xcrun", "cc", "sysctl", "clippy-driver"] {
            mac.stand_in(tool, "");
        }
        mac.stand_in(
            "iconutil",
            r#"while [ $# -gt 1 ]; do [ "$1" = --output ] && echo icon >"$2"; shift; done"#,
        );
        mac.stand_in("codesign", "");
        if let Some(shell) = std::env::var_os("STRANDLINE_BASH") {
            symlink(shell, mac.path("bin/bash")).expect("there is room for stand-ins");
        }
        // As a puppet it answers its orders; whatever it is, it says all that is private.
        let program = "#!/bin/sh\\necho \"$(basename \"$0\") $*\" >>\"$LOG\"\\n\
                       [ \"${1-}\" != puppet ] || { while read -r order; do echo ok; done; exit; }\\n\
                       echo \"$PRIVATE\"; echo \"$PRIVATE\" >&2\\n";
        let built = format!(
            "[ \"${{1-}}\" = --version ] && echo 'cargo 1.95.0'\n\
             case ${{1-}} in build | test) ;; *) exit 0 ;; esac\n\
             for profile in debug release; do\n\
             mkdir -p \"$CARGO_TARGET_DIR/$profile/deps\"\n\
             for program in strandline strandline-app; do\n\
             printf '{program}' >\"$CARGO_TARGET_DIR/$profile/$program\"\n\
             chmod +x \"$CARGO_TARGET_DIR/$profile/$program\"\n\
             done; done\n\
             if [ \"$1\" = test ]; then for test in 'src/lib.rs:unit' 'tests/live/main.rs:live'; do\n\
             path=$CARGO_TARGET_DIR/debug/deps/${{test#*:}}; printf '{program}' >\"$path\"; chmod +x \"$path\"\n\
             echo \"  Executable unittests ${{test%:*}} ($path)\"; done; fi"
        );
        mac.stand_in("cargo", &built);
        mac
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn stand_in(&self, tool: &str, does: &str) {
        let path = self.path("bin").join(tool);
        let text = format!("#!/bin/sh\necho \"{tool} $*\" >>\"$LOG\"\n{does}\nexit 0\n");
        fs::write(&path, text).expect("there is room for stand-ins");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("there is room for stand-ins");
    }

    fn run(&self, script: &str, arguments: &[&str]) -> Output {
        let path = self.path("checkout").join("scripts").join(script);
        // The scripts go to where they lie, which is not to be this checkout.
        let here = format!("cd \"$0\" && exec bash scripts/{script} \"$@\"");
        assert!(path.exists());
        let mut command = Command::new("bash");
        command.args(["-c", &here]).arg(self.path("checkout")).args(arguments);
        command.env("PATH", format!("{}:/usr/bin:/bin", self.path("bin").display()));
        command.env("PRIVATE", self.private().join(" "));
        command.env("LOG", self.path("log")).env("HOME", self.path("home")).env("TMPDIR", self.0.path());
        command.env("CARGO_TARGET_DIR", self.path("target")).env_remove("SSH_CONNECTION");
        command.output().expect("there is room for stand-ins")
    }

    /// What nobody but the owner of the Mac needs to know.
    fn private(&self) -> Vec<String> {
        let names = ["Full Name", "loginname", "Kitchen Mac", "Kitchen-Mac", "dhcp-17", "C02XL0STJGH5"];
        let number = "564D1BA9-0C4E-4F0B-8E44-6A1B7E7F0C11";
        let folders = [self.path("home"), self.path("checkout"), self.path("")];
        let folders = folders.map(|folder| folder.to_string_lossy().trim_end_matches('/').to_owned());
        names.into_iter().chain([number]).map(str::to_owned).chain(folders).collect()
    }

    /// What the tools were told, one line each.
    fn calls(&self) -> Vec<String> {
        let log = fs::read_to_string(self.path("log")).unwrap_or_default();
        log.lines().map(str::to_owned).collect()
    }

    /// The place of the first line that begins so.
    fn place(&self, begins: &str) -> usize {
        let actual = self.calls();
        let place = actual.iter().position(|line| line.starts_with(begins));
        place.unwrap_or_else(|| panic!("{begins} is not among {actual:#?}"))
    }
}

#[test]
fn the_demo_starts_the_window_by_cargo_which_signs_it_first() {
    let mac = Mac::new();
    let output = mac.run("demo", &[]);
    assert!(output.status.success(), "{output:?}");
    let actual = mac.calls();
    let started = actual.iter().find(|line| line.starts_with("cargo run")).expect("it is started by cargo");
    assert!(started.ends_with("--bin strandline-app -- --demo pagelist"), "{started}");
    assert!(!actual.iter().any(|line| line.starts_with("codesign")), "{actual:?}");
}

#[test]
fn the_bundle_is_made_and_signed_from_the_inside_out() {
    let mac = Mac::new();
    let out = mac.path("out");
    let output = mac.run("bundle-mac", &[out.to_str().unwrap()]);
    assert!(output.status.success(), "{output:?}");
    let contents = out.join("Strandline.app/Contents");
    assert!(contents.join("Resources/Strandline.icns").exists());
    assert!(contents.join("MacOS/strandline-app").exists());
    let signed =
        mac.calls().into_iter().filter(|line| line.starts_with("codesign --force")).collect::<Vec<_>>();
    assert!(signed.last().unwrap().ends_with("Strandline.app"), "the bundle comes last: {signed:?}");
    assert!(signed[0].ends_with("MacOS/strandline"), "{signed:?}");
    assert!(mac.place("codesign --verify") > mac.place("codesign --force"));
}

#[test]
fn the_tests_run_and_lint_on_a_mac() {
    let mac = Mac::new();
    let output = mac.run("test", &[]);
    assert!(output.status.success(), "{output:?}");
    let steps = [
        "cargo fmt",
        "cargo test --locked --workspace --exclude strandline-pictures --no-run --all-targets",
        "cargo test --locked --workspace --exclude strandline-pictures --doc",
        "cargo test --locked --workspace --exclude strandline-pictures --lib --bins --examples",
        "cargo test --locked --workspace --exclude strandline-pictures --test *",
    ];
    let places = steps.map(|step| mac.place(step));
    assert!(places.is_sorted(), "{places:?}");
    mac.place("cc -fsyntax-only");
}

#[test]
fn what_a_newer_clippy_knows_on_a_mac_is_a_warning() {
    let lints = |version: &str| {
        let mac = Mac::new();
        let says = format!(
            "[ \"${{1-}}\" = --version ] && echo 'cargo {version} (0123 2026)'\n\
             [ \"${{1-}}\" != test ] || echo \"lints by $RUSTC_WORKSPACE_WRAPPER: $CLIPPY_ARGS\" >>\"$LOG\""
        );
        mac.stand_in("cargo", &says);
        assert!(mac.run("test", &[]).status.success());
        let lints = mac.calls().into_iter().find(|line| line.starts_with("lints by "));
        let lints = lints.expect("it lints");
        let (driver, options) = lints.split_once(": ").expect("with options");
        assert!(driver.ends_with("/clippy-driver"), "{driver}");
        options.split_terminator("__CLIPPY_HACKERY__").collect::<Vec<_>>().join(" ")
    };
    assert_eq!(lints("1.95.0"), "-D warnings");
    assert_eq!(lints("1.99.2"), "--cap-lints warn");
}

/// A Mac with names of its own, which every tool prints.
fn mac_that_tells() -> Mac {
    let mac = Mac::new();
    for tool in ["vmmap", "footprint", "log", "xcrun", "cc", "csrutil", "DevToolsSecurity", "codesign", "git"]
    {
        mac.stand_in(tool, "echo \"$PRIVATE\"; echo \"$PRIVATE\" >&2");
    }
    mac.stand_in(
        "id",
        "case $* in -F) echo Full Name ;; -un) echo loginname ;; -Gn) echo staff ;; *) echo 501 ;; esac",
    );
    mac.stand_in("scutil", "case $2 in ComputerName) echo Kitchen Mac ;; *) echo Kitchen-Mac ;; esac");
    mac.stand_in("hostname", "echo dhcp-17");
    mac.stand_in(
        "ioreg",
        "echo '  \"IOPlatformSerialNumber\" = \"C02XL0STJGH5\"'\n\
         echo '  \"IOPlatformUUID\" = \"564D1BA9-0C4E-4F0B-8E44-6A1B7E7F0C11\"'",
    );
    // Only the watch over a step waits.
    mac.stand_in("sleep", "case $1 in 8 | 20) exit 0 ;; *) exec /bin/sleep \"$1\" ;; esac");
    mac
}

#[test]
fn what_is_tried_on_a_mac_comes_into_one_file_without_what_is_private() {
    let mac = mac_that_tells();
    let output = mac.run("try-on-mac", &[]);
    let report =
        fs::read_to_string(mac.path("target/strandline-on-mac.txt")).unwrap_or_else(|_| panic!("{output:?}"));
    let parts = [
        "this Mac",
        "build",
        "doctor",
        "unit tests",
        "live tests",
        "built-in target churn",
        "each kind of target, looked at by a debugger",
        "a program of macOS",
        "doctor of a process",
        "vmmap's",
        "footprint's",
        "ticks while the window is covered",
        "what macOS logged of refusals",
    ];
    for part in parts {
        assert!(report.contains(&format!("== {part}\n")), "{part}: {report}");
    }
    for word in ["NAME", "USER", "MAC", "SERIAL", "~", "CHECKOUT", "TMP"] {
        assert!(report.contains(word), "{word} stands for something that was told: {report}");
    }
    let report = report.to_lowercase();
    for secret in mac.private() {
        assert!(!report.contains(&secret.to_lowercase()), "{secret} is in the report: {report}");
    }
}
