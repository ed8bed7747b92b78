//! What is refused, what gives way, and what is proved.

use super::*;
use std::fs::{self, File};
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::os::unix::net::UnixListener;

const NOTES: Kind = Kind { name: "note", is_one: |head| head.starts_with(b"note ") };

/// Writes a note to a path of a folder that is prepared; gives the kind of refusal, if it is refused.
fn check(prepare: impl FnOnce(&Path), existing: Existing, expected: Result<(), &str>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a");
    prepare(&path);
    let before = fs::symlink_metadata(&path).ok().map(|there| (there.ino(), there.mode()));
    let written: Result<(), CreateError> = write(&path, existing, NOTES, |into| {
        let written = into.write_all(b"note 2");
        written.map_err(|error| CreateError::Io(path.clone(), error))
    });
    let actual = written.as_ref().map_err(|error| match error {
        CreateError::AlreadyExists(_) => "exists",
        CreateError::OtherKind { .. } => "other kind",
        CreateError::NotAFile { what, .. } => what,
        CreateError::Io(..) => "system",
    });
    assert_eq!(actual.copied(), expected);
    if written.is_ok() {
        assert_eq!(fs::read_to_string(&path).unwrap(), "note 2");
        assert_eq!(fs::symlink_metadata(&path).unwrap().mode() & 0o7777, 0o600);
    } else {
        let after = fs::symlink_metadata(&path).ok().map(|there| (there.ino(), there.mode()));
        assert_eq!(after, before, "what was there stays");
    }
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(left.iter().all(|name| !name.to_string_lossy().contains("partial")), "{left:?}");
}

#[test]
fn only_what_is_empty_or_of_the_same_kind_gives_way_unasked() {
    let holding = |text: &'static str| move |path: &Path| fs::write(path, text).unwrap();
    check(|_| {}, Existing::Keep, Ok(()));
    check(holding(""), Existing::Keep, Err("exists"));
    check(holding("note 1"), Existing::Keep, Err("exists"));
    check(holding(""), Existing::Replace, Ok(()));
    check(holding("note 1"), Existing::Replace, Ok(()));
    check(holding("my thesis"), Existing::Replace, Err("other kind"));
    check(holding("my thesis"), Existing::Force, Ok(()));
}

#[test]
fn what_is_no_file_never_gives_way() {
    let link = "a link, which is not followed";
    for existing in [Existing::Keep, Existing::Replace, Existing::Force] {
        check(|path| fs::create_dir(path).unwrap(), existing, Err("a directory"));
        check(|path| drop(UnixListener::bind(path).unwrap()), existing, Err("a socket"));
        check(|path| symlink("/dev/full", path).unwrap(), existing, Err(link));
        check(|path| symlink("nowhere", path).unwrap(), existing, Err(link));
        let pipe = |path: &Path| {
            assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success());
        };
        check(pipe, existing, Err("a pipe"));
        for (path, what) in [("/dev/null", "a device"), ("/", "a directory"), ("/nowhere/", "a directory")] {
            let refused = NewFile::beside(Path::new(path), existing, NOTES).unwrap_err();
            assert!(
                matches!(refused, CreateError::NotAFile { what: found, .. } if found == what),
                "{refused}"
            );
        }
    }
}

#[test]
fn what_comes_in_between_is_seen_when_the_name_is_taken() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a");
    let begin = |existing| NewFile::beside(&path, existing, NOTES).unwrap();
    let mut files = [Existing::Keep, Existing::Replace, Existing::Force].map(begin);
    fs::write(&path, "note by another").unwrap();
    for file in &mut files {
        assert!(matches!(file.take_name(), Err(CreateError::AlreadyExists(_))));
    }
    let mut last = begin(Existing::Replace);
    last.take_name().unwrap();
    fs::remove_file(&path).unwrap();
    for mut file in files {
        file.take_name().unwrap();
        assert!(file.is_named());
        fs::remove_file(&path).unwrap();
    }
}

/// Takes a name, does something to the file, and looks whether it is in its place.
fn check_place(change: impl FnOnce(&Path), is_in_place: bool) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("folder").join("a");
    fs::create_dir(path.parent().unwrap()).unwrap();
    let mut file = NewFile::beside(&path, Existing::Keep, NOTES).unwrap();
    file.write_all(b"note 1").unwrap();
    file.check_place(6).unwrap();
    file.take_name().unwrap();
    change(&path);
    assert_eq!(file.check_place(6).is_ok(), is_in_place);
    assert_eq!(file.read_back(6, b"1").is_ok(), is_in_place);
}

#[test]
fn what_was_moved_removed_replaced_or_cut_is_not_in_its_place() {
    check_place(|_| {}, true);
    check_place(|path| fs::remove_file(path).unwrap(), false);
    check_place(|path| fs::remove_dir_all(path.parent().unwrap()).unwrap(), false);
    check_place(|path| fs::rename(path, path.with_file_name("b")).unwrap(), false);
    check_place(|path| drop(File::create(path).unwrap()), false);
    check_place(
        |path| {
            fs::remove_file(path).unwrap();
            fs::write(path, "note 1").unwrap();
        },
        false,
    );
    check_place(
        |path| {
            fs::rename(path, path.with_file_name("b")).unwrap();
            symlink("b", path).unwrap();
        },
        false,
    );
}

#[test]
fn a_file_ends_as_it_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let mut file = NewFile::beside(&folder.path().join("a"), Existing::Keep, NOTES).unwrap();
    file.write_all(b"note 1").unwrap();
    file.take_name().unwrap();
    file.read_back(6, b"te 1").unwrap();
    assert!(file.read_back(6, b"te 2").is_err());
    assert!(file.read_back(7, b"1").is_err());
    assert!(file.read_back(6, b"more than there is").is_err());
}

#[test]
fn directories_are_for_their_owner_only() {
    let folder = tempfile::tempdir().unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().mode() & 0o7777;
    let deep = folder.path().join("a/b");
    make_private_directory(&deep).unwrap();
    assert_eq!((mode(&deep), mode(deep.parent().unwrap())), (0o700, 0o700));
    fs::set_permissions(&deep, fs::Permissions::from_mode(0o777)).unwrap();
    make_private_directory(&deep).unwrap();
    assert_eq!(mode(&deep), 0o700, "one that was open to others is closed");
    let (one, other) = (private_temporary_directory().unwrap(), private_temporary_directory().unwrap());
    assert_eq!(mode(one.path()), 0o700);
    assert_ne!(one.path(), other.path());
}

#[test]
fn an_unused_name_is_free() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name| folder.path().join(name);
    assert_eq!(unused_neighbour(&path("a.html")), path("a-2.html"));
    symlink("nowhere", path("a-2.html")).unwrap();
    assert_eq!(unused_neighbour(&path("a.html")), path("a-3.html"));
    assert_eq!(unused_neighbour(&path("a")), path("a-2"));
}
