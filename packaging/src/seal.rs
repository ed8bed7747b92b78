//! Signing files and applications: from the inside out, since the signature of an application seals what lies in it.

use crate::signature::{Said, sign as sign_one};
use crate::{Failure, about, universal};
use plist::{Dictionary, Value};
use sha1::Sha1;
use sha2::{Digest as _, Sha256};
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

/// The entitlement without which a program is no debuggable one; programs with this in their name get it alone.
const INVITING: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<plist version=\"1.0\"><dict>\
    <key>com.apple.security.get-task-allow</key><true/></dict></plist>\n";

/// Programs that are recorded as demonstrations: they invite debuggers.
const TARGETS: &str = "target";

/// Signs a program, or an application with all programs in it.
pub(crate) fn sign(path: &Path, entitlements: &Path, identifier: &str) -> Result<(), Failure> {
    let entitlements = fs::read(entitlements).map_err(about(entitlements))?;
    if path.is_dir() {
        return sign_bundle(path, &entitlements);
    }
    let said = Said { identifier, entitlements: &entitlements, bundle: None };
    sign_file(path, said).map(drop)
}

fn sign_bundle(bundle: &Path, entitlements: &[u8]) -> Result<(), Failure> {
    let contents = bundle.join("Contents");
    let path = contents.join("Info.plist");
    let info = fs::read(&path).map_err(about(&path))?;
    let list = Value::from_reader_xml(&info[..]).ok().and_then(Value::into_dictionary);
    let list = list.ok_or_else(|| format!("{} is no property list", path.display()))?;
    let text = |key: &str| {
        let value = list.get(key).and_then(Value::as_string);
        value.ok_or_else(|| format!("{} lacks {key}", path.display()))
    };
    let (identifier, main) = (text("CFBundleIdentifier")?, text("CFBundleExecutable")?);
    let mut nested = Dictionary::new();
    for program in files(&contents.join("MacOS"))? {
        let name = program.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name == main {
            continue;
        }
        let entitlements = if name.contains(TARGETS) { INVITING.as_bytes() } else { entitlements };
        let own = format!("{identifier}.{name}");
        let hashes = sign_file(&program, Said { identifier: &own, entitlements, bundle: None })?;
        nested.insert(format!("MacOS/{name}"), Value::Dictionary(code(&hashes)));
    }
    let seal = seal(&contents, nested)?;
    let folder = contents.join("_CodeSignature");
    fs::create_dir_all(&folder).map_err(about(&folder))?;
    let place = folder.join("CodeResources");
    fs::write(&place, &seal).map_err(about(&place))?;
    let said = Said { identifier, entitlements, bundle: Some((&info, &seal)) };
    sign_file(&contents.join("MacOS").join(main), said).map(drop)
}

/// Signs a file for each of its processors; tells the hashes that name what came of it.
fn sign_file(path: &Path, said: Said<'_>) -> Result<Vec<[u8; 20]>, Failure> {
    let of_file = |failure: Failure| format!("{}: {failure}", path.display());
    let bytes = fs::read(path).map_err(about(path))?;
    let (mut programs, mut hashes) = (Vec::new(), Vec::new());
    let parts = universal::parts(&bytes).map_err(of_file)?;
    let is_universal = parts.len() > 1;
    for part in parts {
        let signed = sign_one(part, said).map_err(of_file)?;
        programs.push(signed.bytes);
        hashes.push(signed.code_hash);
    }
    let whole = if is_universal { universal::joined(&programs).map_err(of_file)? } else { programs.concat() };
    let permissions = fs::metadata(path).map_err(about(path))?.permissions();
    // A file of its own: systems remember the signature of one that was there before.
    let beside = path.with_extension("signing");
    let done = fs::write(&beside, whole)
        .and_then(|()| fs::set_permissions(&beside, permissions))
        .and_then(|()| fs::rename(&beside, path));
    done.inspect_err(|_error| drop(fs::remove_file(&beside))).map_err(about(path))?;
    Ok(hashes)
}

/// How a program in an application is named by its seal.
fn code(hashes: &[[u8; 20]]) -> Dictionary {
    let any: Vec<_> = hashes.iter().map(|hash| format!("cdhash H\"{}\"", hex(hash))).collect();
    let first = hashes.first().copied().unwrap_or_default();
    let pairs = [("cdhash", Value::Data(first.to_vec())), ("requirement", Value::String(any.join(" or ")))];
    pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

fn hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from_digit(u32::from(half), 16).unwrap_or_default();
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 0xf)]).collect()
}

/// The seal: hashes of all that lies in an application, and the rules that say what counts.
fn seal(contents: &Path, nested: Dictionary) -> Result<Vec<u8>, Failure> {
    let mut old = Dictionary::new();
    let mut new = nested;
    for file in files(&contents.join("Resources"))? {
        let bytes = fs::read(&file).map_err(about(&file))?;
        let name = file.strip_prefix(contents).unwrap_or(&file).to_string_lossy().into_owned();
        old.insert(name.clone(), Value::Data(Sha1::digest(&bytes).to_vec()));
        let hash = Value::Data(Sha256::digest(&bytes).to_vec());
        new.insert(name, Value::Dictionary([("hash2".to_owned(), hash)].into_iter().collect()));
    }
    old.sort_keys();
    new.sort_keys();
    let parts = [
        ("files", Value::Dictionary(old)),
        ("files2", Value::Dictionary(new)),
        ("rules", Value::Dictionary(rules(&OLD_RULES))),
        ("rules2", Value::Dictionary(rules(&RULES))),
    ];
    let parts: Dictionary = parts.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
    let mut text = Vec::new();
    Value::Dictionary(parts).to_writer_xml(&mut text).map_err(|error| error.to_string())?;
    Ok(text)
}

/// What a rule says of the files that it is about.
#[derive(Clone, Copy)]
enum Rule {
    Counts,
    Weighs(f64),
    With(&'static str, f64),
}

const OLD_RULES: [(&str, Rule); 5] = [
    ("^Resources/", Rule::Counts),
    ("^Resources/.*\\.lproj/", Rule::With("optional", 1000.0)),
    ("^Resources/.*\\.lproj/locversion.plist$", Rule::With("omit", 1100.0)),
    ("^Resources/Base\\.lproj/", Rule::Weighs(1010.0)),
    ("^version.plist$", Rule::Counts),
];

const RULES: [(&str, Rule); 13] = [
    (".*\\.dSYM($|/)", Rule::Weighs(11.0)),
    ("^(.*/)?\\.DS_Store$", Rule::With("omit", 2000.0)),
    (
        "^(Frameworks|SharedFrameworks|PlugIns|Plug-ins|XPCServices|Helpers|MacOS|Library/(Automator|Spotlight|LoginItems))/",
        Rule::With("nested", 10.0),
    ),
    ("^.*", Rule::Counts),
    ("^Info\\.plist$", Rule::With("omit", 20.0)),
    ("^PkgInfo$", Rule::With("omit", 20.0)),
    ("^Resources/", Rule::Weighs(20.0)),
    ("^Resources/.*\\.lproj/", Rule::With("optional", 1000.0)),
    ("^Resources/.*\\.lproj/locversion.plist$", Rule::With("omit", 1100.0)),
    ("^Resources/Base\\.lproj/", Rule::Weighs(1010.0)),
    ("^[^/]+$", Rule::With("nested", 10.0)),
    ("^embedded\\.provisionprofile$", Rule::Weighs(20.0)),
    ("^version\\.plist$", Rule::Weighs(20.0)),
];

fn rules(rules: &[(&str, Rule)]) -> Dictionary {
    let value = |rule: Rule| {
        let said = match rule {
            Rule::Counts => return Value::Boolean(true),
            Rule::Weighs(weight) => vec![("weight", Value::Real(weight))],
            Rule::With(word, weight) => {
                vec![(word, Value::Boolean(true)), ("weight", Value::Real(weight))]
            }
        };
        Value::Dictionary(said.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
    };
    rules.iter().map(|&(pattern, rule)| (pattern.to_owned(), value(rule))).collect()
}

/// All files in a folder and those below it, by name.
pub(crate) fn files(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(about(folder))? {
        let entry = entry.map_err(about(folder))?;
        if entry.file_name() == OsStr::new(".DS_Store") {
            continue;
        }
        if entry.file_type().map_err(about(folder))?.is_dir() {
            found.extend(files(&entry.path())?);
        } else {
            found.push(entry.path());
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inspect::broken_pages;
    use crate::mach::tests::program;
    use strandline::platform::signature::Program;

    const RIGHTS: &str = "<?xml version=\"1.0\"?><plist version=\"1.0\"><dict>\
        <key>com.apple.security.cs.debugger</key><true/></dict></plist>";

    /// An application of three programs, for both processors.
    fn bundle(desk: &Path) -> PathBuf {
        let bundle = desk.join("Hello.app");
        let contents = bundle.join("Contents");
        fs::create_dir_all(contents.join("MacOS")).unwrap();
        fs::create_dir_all(contents.join("Resources")).unwrap();
        let list = "<plist version=\"1.0\"><dict><key>CFBundleIdentifier</key><string>org.example.hello</string>\
            <key>CFBundleExecutable</key><string>hello</string></dict></plist>";
        fs::write(contents.join("Info.plist"), list).unwrap();
        fs::write(contents.join("Resources/Hello.icns"), "icon").unwrap();
        let both = universal::joined(&[program(0x0100_000c), program(0x0100_0007)]).unwrap();
        for name in ["hello", "tool", "hello-target"] {
            fs::write(contents.join("MacOS").join(name), &both).unwrap();
        }
        let rights = desk.join("rights");
        fs::write(&rights, RIGHTS).unwrap();
        sign(&bundle, &rights, "unused").unwrap();
        bundle
    }

    fn identities(path: &Path) -> Vec<(String, Vec<String>)> {
        let bytes = fs::read(path).unwrap();
        let slices = Program::read(&bytes[..]).unwrap().slices;
        let actual = slices.into_iter().map(|slice| {
            let signature = slice.signature.expect("it is signed");
            let rights = signature.entitlements.unwrap().keys().map(str::to_owned).collect();
            (signature.identifier, rights)
        });
        actual.collect()
    }

    #[test]
    fn each_program_says_who_it_is_and_only_targets_invite() {
        let desk = tempfile::tempdir().unwrap();
        let programs = bundle(desk.path()).join("Contents/MacOS");
        let check = |name: &str, identifier: &str, right: &str| {
            let expected = (identifier.to_owned(), vec![right.to_owned()]);
            assert_eq!(identities(&programs.join(name)), [expected.clone(), expected]);
            for part in universal::parts(&fs::read(programs.join(name)).unwrap()).unwrap() {
                assert_eq!(broken_pages(&part).unwrap(), Vec::<usize>::new());
            }
        };
        check("hello", "org.example.hello", "com.apple.security.cs.debugger");
        check("tool", "org.example.hello.tool", "com.apple.security.cs.debugger");
        check("hello-target", "org.example.hello.hello-target", "com.apple.security.get-task-allow");
        assert_eq!(files(&programs).unwrap().len(), 3, "nothing is left of the work");
    }

    #[test]
    fn the_seal_holds_hashes_of_all_that_is_no_main_program() {
        let desk = tempfile::tempdir().unwrap();
        let contents = bundle(desk.path()).join("Contents");
        let seal = Value::from_file(contents.join("_CodeSignature/CodeResources")).unwrap();
        let sealed = seal.as_dictionary().unwrap().get("files2").and_then(Value::as_dictionary).unwrap();
        let names: Vec<_> = sealed.keys().map(String::as_str).collect();
        assert_eq!(names, ["MacOS/hello-target", "MacOS/tool", "Resources/Hello.icns"]);
        let of = |name: &str, key: &str| sealed.get(name).and_then(Value::as_dictionary)?.get(key).cloned();
        let icon = of("Resources/Hello.icns", "hash2").unwrap();
        assert_eq!(icon.as_data().unwrap(), &Sha256::digest(b"icon")[..]);
        let tool = of("MacOS/tool", "cdhash").unwrap();
        assert_eq!(tool.as_data().map(<[u8]>::len), Some(20));
        let requirement = of("MacOS/tool", "requirement").unwrap();
        assert_eq!(requirement.as_string().unwrap().matches("cdhash H\"").count(), 2);
    }

    #[test]
    fn a_bundle_without_executable_is_refused() {
        let desk = tempfile::tempdir().unwrap();
        let bundle = bundle(desk.path());
        fs::remove_file(bundle.join("Contents/MacOS/hello")).unwrap();
        let refused = sign(&bundle, &desk.path().join("rights"), "").unwrap_err();
        assert!(refused.contains("MacOS/hello"), "{refused}");
    }
}
