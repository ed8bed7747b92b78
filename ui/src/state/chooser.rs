//! The processes to choose from.

use std::cmp::Reverse;
use strandline::source::{AttachError, Candidate};

/// The list of processes and what is searched for in it.
#[derive(Debug, Default)]
pub struct Chooser {
    /// What is searched for.
    pub filter: String,
    listing: Listing,
}

/// What is known of the processes.
#[derive(Debug, Default)]
pub enum Listing {
    /// Nothing yet.
    #[default]
    Waiting,
    /// These there are, largest footprint first.
    Read(Vec<Candidate>),
    /// They cannot be listed.
    Failed(String),
}

impl Chooser {
    /// Takes in a fresh list.
    pub fn update(&mut self, answer: Result<Vec<Candidate>, AttachError>) {
        self.listing = match answer {
            Ok(mut candidates) => {
                candidates.sort_by_key(|candidate| (Reverse(candidate.footprint), candidate.pid));
                Listing::Read(candidates)
            }
            Err(error) => Listing::Failed(error.to_string()),
        };
    }

    /// What is known.
    pub const fn listing(&self) -> &Listing {
        &self.listing
    }

    /// The processes that the search finds: each of its words must be in the name, the pid, the user or the command.
    pub fn shown(&self) -> Vec<&Candidate> {
        let Listing::Read(candidates) = &self.listing else {
            return Vec::new();
        };
        let words: Vec<String> = self.filter.split_whitespace().map(str::to_lowercase).collect();
        candidates.iter().filter(|candidate| words.iter().all(|word| holds(candidate, word))).collect()
    }
}

fn holds(candidate: &Candidate, word: &str) -> bool {
    let Candidate { name, user, command, pid, .. } = candidate;
    pid.to_string().contains(word)
        || [name, user, command].into_iter().any(|text| text.to_lowercase().contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use strandline::units::Bytes;

    fn candidate(pid: u32, name: &str, user: &str, mib: u64) -> Candidate {
        Candidate {
            pid,
            name: name.to_owned(),
            command: format!("/usr/bin/{name} --flag"),
            user: user.to_owned(),
            resident: Bytes::from_kib(mib * 1024),
            swapped: Bytes::ZERO,
            footprint: Bytes::from_kib(mib * 1024),
            refusal: None,
        }
    }

    #[test]
    fn every_word_must_be_somewhere() {
        let mut chooser = Chooser::default();
        chooser.update(Ok(vec![candidate(7, "fish", "mira", 3), candidate(41, "Ghostty", "mira", 800)]));
        let mut check = |filter: &str, pids: &[u32]| {
            filter.clone_into(&mut chooser.filter);
            let shown: Vec<u32> = chooser.shown().iter().map(|candidate| candidate.pid).collect();
            assert_eq!(shown, pids, "{filter}");
        };
        check("", &[41, 7]);
        check("ghost", &[41]);
        check("mira  FISH", &[7]);
        check("41", &[41]);
        check("ghost fish", &[]);
        check("--flag", &[41, 7]);
    }
}
