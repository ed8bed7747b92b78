//! Signs a program so that it invites debuggers (`get-task-allow`), or is one.
//!
//! What may be touched, and how, is decided in [`plan`] from what was found; [`codesign`] does the signing. The program
//! is copied into a folder beside it, signed there, looked at, and only then moved to its place: a failure leaves it as it
//! was, and the file is a new one to the kernel, which keeps the old signature of a file that it has run before.
//! Never run on a Mac.

mod codesign;
mod copying;
pub(super) mod finding;
mod plan;

#[cfg(test)]
mod tests;

pub(crate) use codesign::Codesign;
pub(super) use codesign::quoted;

use crate::platform::signing::{InvitingProgram, SignAs, SignError, Signed};
use copying::{Workshop, copy, exchange};
use finding::Found;
use plan::{Decision, Plan};
use std::path::{Path, PathBuf};
use std::{fs, io};
use tempfile::TempDir;

/// Signs a program or a bundle in its place, or a copy of it at `out`.
pub(crate) fn sign(
    codesign: &Codesign,
    target: &Path,
    out: Option<&Path>,
    purpose: SignAs,
) -> Result<Signed, SignError> {
    sign_found(codesign, &finding::find(target)?, out, purpose)
}

fn sign_found(
    codesign: &Codesign,
    found: &Found,
    out: Option<&Path>,
    purpose: SignAs,
) -> Result<Signed, SignError> {
    match plan::decide(found, out, purpose)? {
        Decision::Already => Ok(Signed {
            path: found.path.clone(),
            changed: false,
            notes: vec![format!("it has {} already", purpose.entitlement())],
        }),
        Decision::Sign(plan) => carry_out(codesign, found, out.unwrap_or(&found.path), plan),
    }
}

/// This program, or a copy of it that is signed so that it invites debuggers, in a folder that is made for it. Of an
/// application only the program is copied: a target needs nothing of what lies beside it.
pub(crate) fn inviting(
    codesign: &Codesign,
    own: PathBuf,
    invites: bool,
    folder: impl FnOnce() -> io::Result<TempDir>,
) -> io::Result<InvitingProgram> {
    if invites {
        return Ok(InvitingProgram::itself(own));
    }
    let failed = |reason: String, remedy: &str| {
        io::Error::other(format!(
            "a copy of {} that permits debugging is needed: {reason}; {remedy}",
            own.display()
        ))
    };
    let folder =
        folder().map_err(|error| failed(format!("no folder can be made for it ({error})"), FREE_FOLDER))?;
    let copy = folder.path().join(own.file_name().unwrap_or_default());
    let signed = finding::find_program(&own)
        .and_then(|found| sign_found(codesign, &found, Some(&copy), SignAs::Target));
    match signed {
        Ok(_) => Ok(InvitingProgram::copy(copy, folder)),
        Err(SignError::Refused { reason, remedy, .. }) if remedy != SIGN_ELSEWHERE => {
            Err(failed(reason, &remedy))
        }
        Err(SignError::Failed { reason, remedy: Some(remedy), .. }) => Err(failed(reason, &remedy)),
        Err(SignError::Refused { reason, .. } | SignError::Failed { reason, .. }) => {
            Err(failed(reason, FREE_FOLDER))
        }
        Err(other @ SignError::NotHere { .. }) => Err(io::Error::other(other)),
    }
}

/// What helps where there is no room for the copy of a built-in target.
const FREE_FOLDER: &str = "set TMPDIR to a folder that you can write to, on a disk that has room for it";
/// What helps where nothing can be written beside a program.
const SIGN_ELSEWHERE: &str = "sign a copy elsewhere: --out PATH";

/// Copies, signs, looks at what came of it, and moves it to its place.
fn carry_out(codesign: &Codesign, found: &Found, place: &Path, plan: Plan) -> Result<Signed, SignError> {
    let failed = |doing: &str, error: &dyn std::fmt::Display| SignError::Failed {
        path: found.path.clone(),
        reason: format!("{doing} ({error})"),
        remedy: None,
    };
    let workshop = Workshop::beside(place).map_err(|error| SignError::Refused {
        path: found.path.clone(),
        reason: format!("nothing can be written beside {} ({error})", place.display()),
        remedy: SIGN_ELSEWHERE.to_owned(),
    })?;
    let work = workshop.copy();
    copy(&found.path, &work).map_err(|error| failed("it cannot be copied", &error))?;
    let list = workshop.entitlements();
    fs::write(&list, plan.entitlements.to_xml())
        .map_err(|error| failed("entitlements cannot be kept", &error))?;
    codesign.sign(&work, &list, &plan.identifier).map_err(|complaint| {
        let remedy = complaint.remedy(&work, &found.path);
        SignError::Failed { path: found.path.clone(), reason: complaint.told_of(&work, &found.path), remedy }
    })?;
    let signed = finding::program(&found.main_of(&work))
        .map_err(|error| failed("codesign leaves no program behind", &error))?;
    plan::check(&plan, &signed).map_err(|lost| failed("codesign leaves another signature behind", &lost))?;
    exchange(&workshop).map_err(|error| failed("it cannot be moved to its place", &error))?;
    Ok(Signed { path: place.to_owned(), changed: true, notes: plan.notes })
}
