//! Umbrella rows, each a sum over categories: `*All*`, `*Dirty*`, `*Anonymous*`, `*Graphics*`.

use crate::model::Category;

/// Groups of memory that a program asks the system for and that no file, no shared buffer and no device stands behind:
/// the first place to look for a leak. Malloc, stacks and generated code are such memory with a known user; so is what
/// macOS tags for its frameworks, script engines and for applications.
///
/// Not among them, although some of their pages are anonymous: the groups of files and code, whose pages began as those of
/// a file; those of the kernel, which a program does not ask for; and `Other`, of which nobody knows.
const ANONYMOUS: &[&str] = &[
    "Anonymous",
    "App-Specific",
    "Audio & Video",
    "Frameworks",
    "Go",
    "JIT",
    "JVM",
    "JavaScript",
    "Malloc",
    "Named",
    "Python",
    "Rosetta",
    "SpiderMonkey",
    "Stacks",
    "V8",
];

/// Groups of what is drawn and what draws it, with an address or without.
const GRAPHICS: &[&str] = &["Graphics"];

/// A selection of categories, or of their bytes, that has a row of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Umbrella {
    All,
    /// The dirty bytes of all counted categories.
    Dirty,
    /// Private memory that no file stands behind.
    Anonymous,
    /// What is drawn, and what draws it.
    Graphics,
}

impl Umbrella {
    /// Every umbrella, in the order of the table.
    pub const ALL: [Self; 4] = [Self::All, Self::Dirty, Self::Anonymous, Self::Graphics];

    /// Its name in the table. The stars tell it from a category.
    pub const fn label(self) -> &'static str {
        match self {
            Self::All => "*All*",
            Self::Dirty => "*Dirty*",
            Self::Anonymous => "*Anonymous*",
            Self::Graphics => "*Graphics*",
        }
    }

    /// What it takes in, as a sentence.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::All => "All memory of the process; of reserved address space only what is used.",
            Self::Dirty => "Bytes in memory that cannot be dropped without loss, of all categories.",
            Self::Anonymous => {
                "Private memory without a file behind it: malloc, stacks, generated code, and the rest."
            }
            Self::Graphics => "Surfaces, buffers and textures, and what the graphics drivers map.",
        }
    }

    /// Whether it takes in this category.
    pub fn holds(self, category: &Category) -> bool {
        category.is_counted()
            && match self {
                Self::All | Self::Dirty => true,
                Self::Anonymous => {
                    ANONYMOUS.contains(&category.group.as_str())
                        || category.is_total() && category.name == "anonymous"
                }
                Self::Graphics => GRAPHICS.contains(&category.group.as_str()),
            }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::CategoryRole;
    use std::collections::BTreeSet;

    /// A new group in the tables of categories must be given its place.
    #[test]
    fn every_group_is_decided_upon() {
        const NEITHER: [&str; 8] =
            ["Code", "Devices", "Files", "Kernel", "Kernel & IPC", "Other", "Reserved", "Shared memory"];
        let tables =
            concat!(include_str!("../../assets/categories.ron"), include_str!("../../assets/macos_tags.ron"));
        let known: BTreeSet<&str> =
            tables.split("group: \"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        let decided: Vec<&str> = [ANONYMOUS, GRAPHICS, &NEITHER].concat();
        for group in &known {
            let times = decided.iter().filter(|decided| decided == &group).count();
            assert_eq!(times, 1, "{group} must be in one list");
        }
        for group in [ANONYMOUS, GRAPHICS].concat() {
            assert!(known.contains(group), "no rule leads to {group}");
        }
    }

    #[test]
    fn a_category_is_held_by_its_group_if_it_is_counted() {
        let check = |group: &str, expected: &[Umbrella]| {
            let category = Category::counted(group, "x");
            let holding: Vec<_> =
                Umbrella::ALL.into_iter().filter(|umbrella| umbrella.holds(&category)).collect();
            assert_eq!(holding, expected, "{group}");
        };
        check("Malloc", &[Umbrella::All, Umbrella::Dirty, Umbrella::Anonymous]);
        check("App-Specific", &[Umbrella::All, Umbrella::Dirty, Umbrella::Anonymous]);
        check("Graphics", &[Umbrella::All, Umbrella::Dirty, Umbrella::Graphics]);
        check("Files", &[Umbrella::All, Umbrella::Dirty]);
        let category = Category { role: CategoryRole::Reserved, ..Category::counted("Malloc", "arena") };
        assert!(!Umbrella::ALL.iter().any(|umbrella| umbrella.holds(&category)));
    }
}
