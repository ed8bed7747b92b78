//! What is done with a program, and what is not. Pure.

use super::finding::Found;
use crate::platform::signature::{Entitlements, Flags, Program, Signature};
use crate::platform::signing::{SignAs, SignError};
use std::path::Path;

/// What is to be done.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Decision {
    /// Nothing: it has the entitlement.
    Already,
    /// To sign it.
    Sign(Plan),
}

/// How a program is signed.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Plan {
    /// With these entitlements.
    pub(super) entitlements: Entitlements,
    /// Under this name.
    pub(super) identifier: String,
    /// What to tell whoever asked for it.
    pub(super) notes: Vec<String>,
}

/// Folders that belong to macOS; those of them that do not.
const OF_MACOS: [&str; 5] = ["/System", "/usr", "/bin", "/sbin", "/Library/Apple"];
const OF_OTHERS: [&str; 2] = ["/usr/local", "/System/Volumes/Data"];

/// Decides what is done with a program that was found; `out` is where a copy of it shall be, if not in its place.
pub(super) fn decide(found: &Found, out: Option<&Path>, purpose: SignAs) -> Result<Decision, SignError> {
    let refuse = |reason: &str, remedy: &str| {
        Err(SignError::Refused {
            path: found.path.clone(),
            reason: reason.to_owned(),
            remedy: remedy.to_owned(),
        })
    };
    if is_of_macos(found) {
        return refuse(
            "it is part of macOS, which no signature opens",
            "take a program that does not come with the system",
        );
    }
    if !found.program.is_executable() {
        return refuse("it is a library", "sign the program that loads it");
    }
    if found.is_setuid {
        return refuse(
            "it runs as another user than who starts it, and macOS lets nobody look at such programs",
            "take away that right from a copy: chmod ug-s COPY",
        );
    }
    let mut entitlements = Entitlements::default();
    for signature in found.program.signatures() {
        match &signature.entitlements {
            Ok(more) => entitlements.add_missing(more),
            Err(error) => {
                return refuse(&error.to_string(), "sign it by hand: entitlements/README.md says how");
            }
        }
    }
    match out {
        None if is_entitled(&found.program, purpose) => return Ok(Decision::Already),
        None if found.program.signatures().any(|signature| signature.is_certified) => {
            return refuse(
                &format!(
                    "its maker{} has signed it, and that signature would be lost",
                    maker(&found.program)
                ),
                "sign a copy: --out COPY",
            );
        }
        Some(out) if out.exists() => {
            return refuse("the copy would replace something", "choose another --out");
        }
        _ => {}
    }
    let (entitlements, left_out) = entitlements.signed_by_nobody(purpose.entitlement());
    let notes = notes(found, out, &left_out);
    Ok(Decision::Sign(Plan { entitlements, identifier: identifier(found), notes }))
}

/// Whether the program that came of it is signed as planned, for each processor.
pub(super) fn check(plan: &Plan, signed: &Program) -> Result<(), String> {
    let says = |signature: &Signature| signature.entitlements.as_ref() == Ok(&plan.entitlements);
    let is_complete = signed.slices.iter().all(|slice| slice.signature.as_ref().is_some_and(says));
    if is_complete { Ok(()) } else { Err("its entitlements are not those that were asked for".to_owned()) }
}

fn is_of_macos(found: &Found) -> bool {
    let lies_in = |folders: &[&str]| folders.iter().any(|folder| found.path.starts_with(folder));
    let in_system = lies_in(&OF_MACOS) && !lies_in(&OF_OTHERS);
    in_system || found.is_restricted || found.program.signatures().any(|signature| signature.is_of_macos)
}

fn is_entitled(program: &Program, purpose: SignAs) -> bool {
    let holds = |signature: &Signature| {
        signature.entitlements.as_ref().is_ok_and(|entitlements| entitlements.holds(purpose.entitlement()))
    };
    program.slices.iter().all(|slice| slice.signature.as_ref().is_some_and(holds))
}

/// ` (TEAM123456)`, where the signature tells.
fn maker(program: &Program) -> String {
    let team = program.signatures().find_map(|signature| signature.team.as_ref());
    team.map(|team| format!(" ({team})")).unwrap_or_default()
}

/// The name that it is signed under now: the system keeps permissions by it. Where there is none, its file's.
fn identifier(found: &Found) -> String {
    let names = found.program.signatures().map(|signature| signature.identifier.clone());
    let file = || found.path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    names.into_iter().find(|name| !name.is_empty()).unwrap_or_else(file)
}

/// What changes for the program, beside its entitlement.
fn notes(found: &Found, out: Option<&Path>, left_out: &[String]) -> Vec<String> {
    let has = |flags| found.program.signatures().any(|signature| signature.flags.has(flags));
    let is_certified = found.program.signatures().any(|signature| signature.is_certified);
    let mut notes =
        vec!["start it anew: what runs already keeps the signature it was started with".to_owned()];
    if has(Flags(Flags::RUNTIME.0 | Flags::LIBRARY_VALIDATION.0)) {
        let text = "it is signed without the hardened runtime and without a check of its libraries, \
                    which would let it load none but macOS's own; it may behave otherwise than the original in what those forbid";
        notes.push(text.to_owned());
    }
    if !left_out.is_empty() {
        let list = left_out.join(", ");
        notes.push(format!(
            "left out, since macOS kills a program that has them without its maker's certificate: {list}"
        ));
    }
    if is_certified {
        let text = "it has lost its maker's signature: macOS may ask for its permissions again, keep its keychain items from it, \
                    or call it damaged (xattr -dr com.apple.quarantine COPY); never hand it on";
        notes.push(text.to_owned());
    }
    if found.holds_others {
        notes.push(
            "only its main program is signed; sign helpers that you want to record first, then the whole"
                .to_owned(),
        );
    }
    if let Some(application) = found.within.as_ref().filter(|_| out.is_none()) {
        notes
            .push(format!("it is a part of {}: sign that next, whose seal it breaks", application.display()));
    }
    notes
}
