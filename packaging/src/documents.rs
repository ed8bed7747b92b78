//! Man pages and completions, made from what the command lines say of themselves.

use crate::{Failure, about};
use clap::{Command, CommandFactory as _};
use clap_complete::Shell;
use std::fs;
use std::path::Path;

/// The shells that Linux and macOS have, and what their files are called.
const SHELLS: [(Shell, &str); 3] = [(Shell::Bash, "bash"), (Shell::Zsh, "zsh"), (Shell::Fish, "fish")];

/// Writes both for both programs: `man1/strandline-record.1`, `bash/strandline`, `zsh/_strandline`, `fish/strandline.fish`.
pub(crate) fn write(folder: &Path) -> Result<(), Failure> {
    let programs = [strandline::cli::command(), strandline_app::Arguments::command()];
    let man = folder.join("man1");
    fs::create_dir_all(&man).map_err(about(&man))?;
    for program in programs {
        let mut program = program.disable_help_subcommand(true);
        program.build();
        let name = program.get_name().to_owned();
        write_page(&program, &name, &man)?;
        for (shell, word) in SHELLS {
            let place = folder.join(word);
            fs::create_dir_all(&place).map_err(about(&place))?;
            let file = match shell {
                Shell::Zsh => format!("_{name}"),
                Shell::Fish => format!("{name}.fish"),
                _ => name.clone(),
            };
            let mut text = Vec::new();
            clap_complete::generate(shell, &mut program.clone(), &name, &mut text);
            fs::write(place.join(file), text).map_err(about(&place))?;
        }
    }
    Ok(())
}

/// A page for a command, and one for each command below it.
fn write_page(command: &Command, name: &str, folder: &Path) -> Result<(), Failure> {
    let mut text = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut text).map_err(about(folder))?;
    let file = folder.join(format!("{name}.1"));
    fs::write(&file, text).map_err(about(&file))?;
    for below in command.get_subcommands().filter(|below| !below.is_hide_set()) {
        write_page(below, &format!("{name}-{}", below.get_name()), folder)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_has_a_page_and_every_shell_knows_it() {
        let desk = tempfile::tempdir().unwrap();
        write(desk.path()).unwrap();
        let read = |name: &str| fs::read_to_string(desk.path().join(name)).expect(name);
        for command in strandline::cli::command().get_subcommands() {
            let name = command.get_name();
            let page = desk.path().join(format!("man1/strandline-{name}.1"));
            assert_eq!(page.exists(), !command.is_hide_set(), "{name}");
            if !command.is_hide_set() {
                assert!(fs::read_to_string(page).unwrap().contains(".SH SYNOPSIS"), "{name}");
                for file in ["bash/strandline", "zsh/_strandline", "fish/strandline.fish"] {
                    assert!(read(file).contains(name), "{file} knows {name}");
                }
            }
        }
        assert!(read("man1/strandline-record.1").contains("duration"));
        assert!(read("man1/strandline-app.1").contains("theme"));
        assert!(read("bash/strandline-app").contains("--theme"));
    }
}
