//! Makes what is installed: a universal, signed application for macOS, man pages and completions of shells. All
//! of it runs on any system; `scripts/package` calls it.

mod documents;
mod icon;
mod inspect;
mod mach;
mod seal;
mod signature;
mod stubs;
mod universal;

use clap::Parser;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

/// Makes what is installed.
#[derive(Debug, Parser)]
enum Arguments {
    /// Join programs for several processors into one file
    Universal(Universal),
    /// Draw the icon of an application
    Icon {
        /// The drawing
        svg: PathBuf,
        /// The icon, .icns or .png
        out: PathBuf,
    },
    /// Sign a program or an application by nobody (ad hoc)
    Sign(Sign),
    /// Hold each hash of a program's signature against its file, and tell what the program needs
    Inspect {
        /// The program
        program: PathBuf,
    },
    /// Write stubs of Apple's libraries, to link a program against
    Stubs {
        /// The program, linked with their symbols left open
        program: PathBuf,
        /// Where to
        folder: PathBuf,
        /// Crates with bindings of these libraries
        bindings: Vec<PathBuf>,
    },
    /// Write man pages and completions
    Documents {
        /// Where to
        folder: PathBuf,
    },
}

#[derive(Debug, clap::Args)]
struct Universal {
    /// The file that holds all
    out: PathBuf,
    /// One for each processor
    #[arg(required = true)]
    programs: Vec<PathBuf>,
}

#[derive(Debug, clap::Args)]
struct Sign {
    /// The program, or the application
    path: PathBuf,
    /// A property list of what it is entitled to
    #[arg(long)]
    entitlements: PathBuf,
    /// What a program is called; an application says it itself
    #[arg(long, default_value = "app.strandline.program")]
    identifier: String,
}

/// Why something was not made, in one sentence.
type Failure = String;

fn main() -> ExitCode {
    let done = match Arguments::parse() {
        Arguments::Universal(Universal { out, programs }) => universal::write(&programs, &out),
        Arguments::Icon { svg, out } => icon::write(&svg, &out),
        Arguments::Sign(Sign { path, entitlements, identifier }) => {
            seal::sign(&path, &entitlements, &identifier)
        }
        Arguments::Inspect { program } => {
            inspect::describe_program(&program).and_then(|reported| say(&reported))
        }
        Arguments::Stubs { program, folder, bindings } => stubs::write(&program, &bindings, &folder),
        Arguments::Documents { folder } => documents::write(&folder),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            let _nobody_reads = writeln!(std::io::stderr(), "error: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn say(text: &str) -> Result<(), Failure> {
    std::io::stdout().write_all(text.as_bytes()).map_err(|error| error.to_string())
}

/// Says which file something went wrong with.
fn about(path: &std::path::Path) -> impl Fn(std::io::Error) -> Failure {
    move |error| format!("{}: {error}", path.display())
}
