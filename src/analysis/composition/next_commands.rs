//! Commands to run next after a single imported text: each tells more about the largest categories.

use super::Composition;
use crate::model::{Os, Place, Recording, Untold};

pub(super) fn commands_to_run(recording: &Recording, composition: &Composition) -> Vec<String> {
    let Some(target) = recording.target() else { return Vec::new() };
    let pid = if target.pid == 0 { "PID".to_owned() } else { target.pid.to_string() };
    let groups: Vec<_> = composition.rows.iter().filter(|row| row.counted).take(2).collect();
    let leads = |group: &str| {
        groups.iter().any(|row| {
            let is_group = recording.category(row.category).is_some_and(|category| category.group == group);
            is_group && composition.share(row).is_some_and(|share| share >= 0.2)
        })
    };
    let has_sums = recording.regions().iter().any(|region| matches!(region.place, Place::Aggregate(..)));
    let is_untold = composition.untold.has(Untold::FOOTPRINT);
    let mut asked = Vec::new();
    if target.os == Os::MacOs {
        if is_untold {
            asked.push(format!("what it is charged for, by category: footprint {pid}"));
        }
        if has_sums {
            asked.push(format!("the regions one by one, with their sizes: vmmap -w {pid} > regions.txt"));
        }
        if leads("Malloc") {
            asked.push(format!("what malloc holds, by class: heap -s {pid}"));
        }
        if composition.findings.iter().any(|finding| finding.rule == "unattributed") {
            asked.push(format!("what has no address, as root: footprint --unmapped {pid}"));
        }
        asked.push(again(&format!("vmmap --summary {pid}")));
    } else {
        if is_untold || has_sums {
            asked.push(format!(
                "the mappings one by one, with what they use: cat /proc/{pid}/smaps > smaps.txt"
            ));
        }
        if leads("Graphics") {
            asked.push(format!("buffers that no mapping shows: cat /proc/{pid}/fdinfo/*"));
        }
        asked.push(again(&format!("cat /proc/{pid}/smaps")));
    }
    asked
}

fn again(command: &str) -> String {
    format!(
        "the same once more, after what is suspected was done a few times: {command} > after.txt; two texts tell what grows"
    )
}
