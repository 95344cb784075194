//! `causeway app`: a newcomer begins a mini-app, is told what is wrong with it, and packs it. The simulator is tried in a
//! real browser by `e2e/stories/apps_dev.mjs`.

use std::{fs, path::Path, process::Command};

use crate::CAUSEWAY;

/// What it tells, once it has ended as it should.
fn app(folder: &Path, args: &[&str], code: i32) -> String {
    let done = Command::new(CAUSEWAY)
        .current_dir(folder)
        .arg("app")
        .args(args)
        .output()
        .unwrap();
    let said = [done.stdout, done.stderr].concat();
    let said = String::from_utf8(said).unwrap();
    assert_eq!(done.status.code(), Some(code), "{args:?}: {said}");
    said
}

#[test]
fn a_newcomer_begins_an_app_and_packs_it_the_same_each_time() {
    let place = tempfile::tempdir().unwrap();
    app(place.path(), &["new", "shared-tea", "--name", "Tea"], 0);
    let told = app(place.path(), &["check", "shared-tea"], 0);
    let warnings: Vec<&str> = told.lines().filter(|line| line.contains(": ")).collect();
    assert_eq!(
        warnings.len(),
        1,
        "only its author knows what it is for: {told}"
    );
    assert!(warnings[0].contains("no description"), "{told}");

    app(place.path(), &["pack", "shared-tea"], 0);
    let first = fs::read(place.path().join("shared-tea-1.0.0.xdc")).unwrap();
    app(
        place.path(),
        &["pack", "shared-tea", "--output", "again.xdc"],
        0,
    );
    assert_eq!(first, fs::read(place.path().join("again.xdc")).unwrap());

    let told = app(place.path(), &["check", "again.xdc"], 0);
    assert!(told.contains("Tea, 1.0.0"), "{told}");
    let left = fs::read_dir(place.path()).unwrap().count();
    assert_eq!(left, 3, "a folder and two files, nothing half written");
}

#[test]
fn what_a_host_would_refuse_is_told_in_one_line_and_nothing_is_written() {
    let place = tempfile::tempdir().unwrap();
    app(place.path(), &["new", "tea"], 0);
    let again = app(place.path(), &["new", "tea"], 1);
    assert!(again.contains("exists already"), "{again}");

    fs::rename(
        place.path().join("tea/index.html"),
        place.path().join("tea/Index.html"),
    )
    .unwrap();
    for command in ["check", "pack"] {
        let told = app(place.path(), &[command, "tea"], 1);
        assert!(told.contains("index.html"), "{told}");
        assert_eq!(told.lines().count(), 1, "{told}");
    }
    fs::write(place.path().join("broken.xdc"), b"PK no zip").unwrap();
    app(place.path(), &["check", "broken.xdc"], 1);
    app(place.path(), &["dev", "nowhere"], 1);
    assert!(!place.path().join("tea-1.0.0.xdc").exists());
}
