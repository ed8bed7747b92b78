//! The entitlements of a program: what its maker asks the system to permit.

use plist::{Dictionary, Value};
use std::fmt;

/// The entitlement by which a program invites debuggers.
pub const GET_TASK_ALLOW: &str = "com.apple.security.get-task-allow";

/// The entitlement by which a program declares itself a debugger: it may look at others that do not invite it, unless they
/// are hardened or of macOS.
pub const CS_DEBUGGER: &str = "com.apple.security.cs.debugger";

/// No entitlements of a real program are as long.
const LONGEST: usize = 1 << 20;
/// Nor do real ones have as many parts. Lists in lists in lists lie no deeper than there are parts, and to take those apart
/// costs stack.
const MOST_PARTS: usize = 2048;

/// What a program is entitled to, by key.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Entitlements(Dictionary);

/// These are no entitlements; says why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotEntitlements(String);

impl fmt::Display for NotEntitlements {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "its entitlements cannot be read: {}", self.0)
    }
}

impl std::error::Error for NotEntitlements {}

impl Entitlements {
    /// Reads them from the property list in which signatures keep them. No text is no entitlements.
    pub fn parse(text: &[u8]) -> Result<Self, NotEntitlements> {
        if text.iter().all(|byte| byte.is_ascii_whitespace() || *byte == 0) {
            return Ok(Self::default());
        }
        match property_list(text)? {
            Value::Dictionary(entitlements) => Ok(Self(entitlements)),
            _ => Err(NotEntitlements("they are no dictionary".to_owned())),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Their keys, in their order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Whether this one is there, and true.
    pub fn holds(&self, key: &str) -> bool {
        self.0.get(key).and_then(Value::as_boolean).unwrap_or(false)
    }

    /// Takes over what only the others have.
    pub fn add_missing(&mut self, others: &Self) {
        for (key, value) in &others.0 {
            if !self.0.contains_key(key) {
                self.0.insert(key.clone(), value.clone());
            }
        }
    }

    /// The same for a copy that is signed by nobody: with one more, as [`GET_TASK_ALLOW`], and without those that
    /// macOS grants to known makers only, whose keys are given too. A program that has one of these without a certificate
    /// is killed when it starts.
    pub fn signed_by_nobody(&self, more: &str) -> (Self, Vec<String>) {
        let (mut kept, mut left_out) = (Dictionary::new(), Vec::new());
        for (key, value) in &self.0 {
            if is_restricted(key) {
                left_out.push(key.clone());
            } else {
                kept.insert(key.clone(), value.clone());
            }
        }
        kept.insert(more.to_owned(), Value::Boolean(true));
        (Self(kept), left_out)
    }

    /// As a property list in XML, as `codesign` takes it.
    pub(crate) fn to_xml(&self) -> Vec<u8> {
        let mut text = Vec::new();
        plist::to_writer_xml(&mut text, &self.0).expect("what was parsed can be written to memory");
        text
    }
}

/// Reads a property list. Signatures hold it as XML; its other forms have no place there.
fn property_list(text: &[u8]) -> Result<Value, NotEntitlements> {
    let refuse = |why: &str| Err(NotEntitlements(why.to_owned()));
    if text.len() > LONGEST {
        return refuse("they are too long");
    }
    if !text.trim_ascii_start().starts_with(b"<") {
        return refuse("they are no property list");
    }
    if parts(text) > MOST_PARTS {
        return refuse("they have too many parts");
    }
    Value::from_reader_xml(text).map_err(|error| NotEntitlements(error.to_string()))
}

/// `a, b, c`, the first few of them.
impl fmt::Display for Entitlements {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 8;
        let shown: Vec<_> = self.keys().take(SHOWN).collect();
        f.write_str(&shown.join(", "))?;
        match self.0.len().saturating_sub(SHOWN) {
            0 => Ok(()),
            more => write!(f, " and {more} more"),
        }
    }
}

/// Whether macOS grants this only together with a provisioning profile or to Apple. Free for everybody are the sandbox,
/// the exceptions from the hardened runtime and [`GET_TASK_ALLOW`], all of which are `com.apple.security.…`, and keys that
/// are not Apple's (Apple's technical note 3125).
fn is_restricted(key: &str) -> bool {
    const OTHERS: [&str; 4] =
        ["keychain-access-groups", "application-identifier", "aps-environment", "inter-app-audio"];
    (key.starts_with("com.apple.") && !key.starts_with("com.apple.security.")) || OTHERS.contains(&key)
}

/// How many elements a text of XML has at most: whatever stands in comments and quotes counts too, so that nothing hides.
fn parts(text: &[u8]) -> usize {
    text.windows(2).filter(|pair| pair[0] == b'<' && !b"/!?".contains(&pair[1])).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "https://www.apple.com/DTDs/PropertyList-1.0.dtd">"#;

    fn parse(dictionary: &str) -> Entitlements {
        Entitlements::parse(format!("{HEAD}<plist version=\"1.0\">{dictionary}</plist>").as_bytes()).unwrap()
    }

    #[test]
    fn entitlements_are_read_from_the_property_list() {
        let check =
            |text, expected| assert_eq!(parse(text).holds("com.apple.security.cs.debugger"), expected);
        check("<dict><key>com.apple.security.cs.debugger</key>\n  <true/></dict>", true);
        check("<dict><key>com.apple.security.cs.debugger</key><false/></dict>", false);
        check("<dict><key>com.apple.security.cs.debugger</key><string>true</string></dict>", false);
        check("<dict><key>com.apple.security.cs.debugger.root</key><true/></dict>", false);
        check("<dict/>", false);
    }

    #[test]
    fn no_text_is_no_entitlements_and_another_is_an_error() {
        assert!(Entitlements::parse(b"").unwrap().is_empty());
        assert!(Entitlements::parse(b"\n\0").unwrap().is_empty());
        let check = |text: &[u8], why: &str| {
            let error = Entitlements::parse(text).unwrap_err().to_string();
            assert!(error.contains(why), "{error}");
        };
        check(b"bplist00", "no property list");
        check(b"<plist><array/></plist>", "no dictionary");
        check(b"<plist><dict><key>a</key>", "cannot be read");
        for deeper in ["<array>", "<array><!--</array>-->", "<array a=\"/>\">", "<x:array>"] {
            let closed = format!("<plist>{}{}", deeper.repeat(30_000), "</array>".repeat(30_000));
            check(closed.as_bytes(), "too many parts");
        }
        check(&b"<a</".repeat(LONGEST / 4), "too many parts");
        check(&b"<".repeat(LONGEST + 1), "too long");
    }

    #[test]
    fn a_copy_keeps_what_everybody_may_have() {
        let all = parse(
            "<dict><key>com.apple.security.cs.allow-jit</key><true/>\
             <key>com.apple.developer.team-identifier</key><string>TEAM</string>\
             <key>keychain-access-groups</key><array><string>TEAM.x</string></array>\
             <key>com.apple.security.application-groups</key><array><string>a</string><string>b</string></array>\
             <key>org.example.own</key><integer>3</integer>\
             <key>com.apple.security.get-task-allow</key><false/></dict>",
        );
        let (kept, left_out) = all.signed_by_nobody(GET_TASK_ALLOW);
        assert_eq!(left_out, ["com.apple.developer.team-identifier", "keychain-access-groups"]);
        let read_back = Entitlements::parse(&kept.to_xml()).unwrap();
        assert_eq!(read_back, kept);
        assert!(read_back.holds(GET_TASK_ALLOW) && read_back.holds("com.apple.security.cs.allow-jit"));
        assert_eq!(
            read_back.0.get("com.apple.security.application-groups"),
            all.0.get("com.apple.security.application-groups")
        );
        assert_eq!(read_back.0.get("org.example.own"), Some(&Value::from(3)));
        assert_eq!(read_back.0.len(), 4);
    }

    #[test]
    fn a_program_without_entitlements_gets_those_that_lie_beside_the_sources() {
        let with = |more| Entitlements::default().signed_by_nobody(more).0;
        let check = |file: &[u8], expected| assert_eq!(Entitlements::parse(file), Ok(expected));
        check(include_bytes!("../../../entitlements/target.entitlements"), with(GET_TASK_ALLOW));
        check(include_bytes!("../../../entitlements/strandline.entitlements"), with(CS_DEBUGGER));
        let both = with(CS_DEBUGGER).signed_by_nobody(GET_TASK_ALLOW).0;
        check(include_bytes!("../../../entitlements/development.entitlements"), both);
    }

    #[test]
    fn the_first_of_two_wins() {
        let mut ours = parse("<dict><key>a</key><true/></dict>");
        ours.add_missing(&parse("<dict><key>a</key><false/><key>b</key><true/></dict>"));
        assert!(ours.holds("a") && ours.holds("b"));
        assert_eq!(ours.to_string(), "a, b");
    }

    proptest! {
        #[test]
        fn no_text_is_too_odd_to_be_read(text in any::<Vec<u8>>(), tags in "(<(/?(dict|key|array|plist|string)|true/|!--|\\?xml)>?[a-z&;]{0,3}){0,60}") {
            let _odd = Entitlements::parse(&text);
            let _tags = Entitlements::parse(format!("<plist>{tags}").as_bytes());
        }
    }
}
