//! What the documents list is what there is: settings, and what is stored about people.

use std::{collections::BTreeSet, fs, path::Path, process::Command};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

#[test]
fn every_setting_is_documented() {
    let help = Command::new(env!("CARGO_BIN_EXE_causeway"))
        .args(["serve", "--help"])
        .output()
        .unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    let mut options = options(&help);
    options.retain(|option| !["--help", "--version"].contains(&option.as_str()));
    assert!(!options.is_empty(), "{help}");
    assert_eq!(
        options,
        options_in_table(&page("docs/host/configure.md")),
        "left: --help; right: docs/host/configure.md"
    );
}

#[test]
fn every_stored_class_of_data_is_documented() {
    let tables = tables();
    assert!(!tables.is_empty());
    assert_eq!(
        tables,
        documented_tables(&page("docs/privacy.md")),
        "left: the schema; right: docs/privacy.md"
    );
}

fn page(path: &str) -> String {
    fs::read_to_string(Path::new(ROOT).join(path)).unwrap()
}

/// Every `--option` that begins a line, alone or after its one-letter form.
fn options(help: &str) -> BTreeSet<String> {
    let starts = help.lines().filter_map(|line| {
        let line = line.trim_start();
        let words = line
            .strip_prefix('-')
            .filter(|rest| rest.chars().nth(1) == Some(','))
            .map_or(line, |rest| &rest[3..]);
        words.starts_with("--").then(|| {
            words
                .split([' ', '='])
                .next()
                .unwrap_or_default()
                .to_owned()
        })
    });
    starts.collect()
}

fn options_in_table(page: &str) -> BTreeSet<String> {
    let cells = page
        .lines()
        .filter_map(|line| line.strip_prefix("| `--")?.split('|').next());
    let names = cells.flat_map(|cell| {
        cell.split('`')
            .filter(|part| !part.starts_with(',') && !part.trim().is_empty())
    });
    let names = names.map(|part| {
        part.split(' ')
            .next()
            .unwrap_or_default()
            .trim_start_matches("--")
    });
    names.map(|name| format!("--{name}")).collect()
}

/// Names of the tables that the migrations make.
fn tables() -> BTreeSet<String> {
    let crates = fs::read_dir(Path::new(ROOT).join("crates"))
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let migrations = crates
        .filter_map(|path| fs::read_dir(path.join("migrations")).ok())
        .flatten();
    let texts = migrations.map(|file| fs::read_to_string(file.unwrap().path()).unwrap());
    let own = page("crates/store/src/migrate.rs");
    texts
        .chain([own])
        .flat_map(|sql| sql.lines().filter_map(created_table).collect::<Vec<_>>())
        .collect()
}

fn created_table(line: &str) -> Option<String> {
    let line = line.trim_start();
    let rest = line
        .strip_prefix("CREATE TABLE ")
        .or_else(|| line.strip_prefix("CREATE VIRTUAL TABLE "))?;
    let name = rest.strip_prefix("IF NOT EXISTS ").unwrap_or(rest);
    Some(name.split([' ', '(']).next()?.to_owned())
}

/// The names in backticks in the first column of the page's tables.
fn documented_tables(page: &str) -> BTreeSet<String> {
    let cells = page
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split('|').next());
    cells
        .flat_map(|cell| cell.split('`').step_by(2))
        .map(str::to_owned)
        .filter(|name| !name.trim().is_empty())
        .collect()
}

#[test]
fn the_eyes_of_this_file_see() {
    let found = options("      --log <LOG>\n  -h, --help\n          text --not-one\n      --a-b\n");
    assert_eq!(
        found,
        ["--a-b", "--help", "--log"].map(str::to_owned).into()
    );
    let table = "| `--log FORMAT` | `--no` |\n| `--terms-name NAME`, `--terms-url URL` | x |\ntext `--other`";
    assert_eq!(
        options_in_table(table),
        ["--log", "--terms-name", "--terms-url"]
            .map(str::to_owned)
            .into()
    );
    assert_eq!(
        created_table("CREATE TABLE IF NOT EXISTS migration (id").as_deref(),
        Some("migration")
    );
    assert_eq!(
        documented_tables("| `a` `b` | why `c` |\n| head |"),
        ["a", "b"].map(str::to_owned).into()
    );
}
