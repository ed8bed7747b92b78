//! The verdicts on cycles, made beside the window.

use crate::app::App;
use crate::jobs::{Done, Job, JudgeCycles, take_done};
use crate::state::Document;
use strandline::analysis::Assessment;
use strandline::record::session::Waker;

impl App {
    /// Takes what was said of cycles, and has the next ones judged: those of the shown recording first.
    pub(crate) fn judge_cycles(&mut self) {
        if let Some(Done { work, result }) = take_done(&mut self.jobs.judging) {
            let document = self.state.runs.get_mut(work.run);
            match (document, result) {
                (Some(document), Ok(assessment)) => {
                    document.figures.assessed.judge(work.times_changed, assessment);
                }
                (Some(document), Err(error)) => {
                    document.figures.assessed.judge(work.times_changed, Assessment::default());
                    self.state.notice = Some(error.to_string());
                }
                (None, _) => {}
            }
        }
        if self.jobs.judging.is_none()
            && let Some(work) = self.unjudged()
        {
            match Job::start(work, Waker::clone(&self.waker)) {
                Ok(job) => self.jobs.judging = Some(job),
                Err(error) => self.state.notice = Some(format!("the cycles cannot be judged: {error}")),
            }
        }
    }

    fn unjudged(&self) -> Option<JudgeCycles> {
        let work = |document: &Document| {
            let (times_changed, cycles) = document.figures.assessed.unjudged()?;
            let (run, trace, cycles) = (document.run, document.trace.clone(), cycles.clone());
            Some(JudgeCycles { run, times_changed, trace, cycles })
        };
        let shown = self.state.runs.shown().and_then(work);
        shown.or_else(|| self.state.runs.all().iter().find_map(work))
    }
}
