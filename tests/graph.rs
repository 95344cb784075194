//! The crates depend on each other as the table in ARCHITECTURE.md says: map and ground cannot differ.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    process::Command,
};

use serde_json::Value;

type Graph = BTreeMap<String, BTreeSet<String>>;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

#[test]
fn crates_depend_on_each_other_as_the_table_in_architecture_says() {
    let text = std::fs::read_to_string(Path::new(ROOT).join("ARCHITECTURE.md")).unwrap();
    let (told, found) = (table(&text), graph(&packages()));
    assert!(
        !told.is_empty(),
        "ARCHITECTURE.md has no table `| crate | may depend on |`"
    );
    assert_eq!(
        told, found,
        "left: the table in ARCHITECTURE.md; right: the Cargo.toml files"
    );
}

#[test]
fn room_rules_stay_pure() {
    for package in packages()
        .iter()
        .filter(|package| package["name"] == "room-rules")
    {
        for impure in [
            "tokio",
            "rusqlite",
            "postgres",
            "reqwest",
            "object_store",
            "axum",
        ] {
            assert!(
                !dependencies(package).any(|name| name == impure),
                "room-rules must not depend on {impure}"
            );
        }
    }
}

#[test]
fn what_tests_use_is_not_in_the_server() {
    for package in packages()
        .iter()
        .filter(|package| package["name"] != "bench")
    {
        assert!(
            !dependencies(package).any(|name| name == "testkit"),
            "{} ships testkit",
            package["name"]
        );
    }
}

/// The workspace's packages, as `cargo metadata` tells them.
fn packages() -> Vec<Value> {
    let cargo = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--no-deps",
            "--offline",
            "--format-version",
            "1",
        ])
        .current_dir(ROOT)
        .output()
        .unwrap();
    assert!(
        cargo.status.success(),
        "{}",
        String::from_utf8_lossy(&cargo.stderr)
    );
    let metadata: Value = serde_json::from_slice(&cargo.stdout).unwrap();
    metadata["packages"].as_array().unwrap().clone()
}

/// Names of what a package needs to run: neither tests nor build scripts.
fn dependencies(package: &Value) -> impl Iterator<Item = &str> {
    let all = package["dependencies"].as_array().unwrap();
    all.iter()
        .filter(|one| one["kind"].is_null())
        .map(|one| one["name"].as_str().unwrap())
}

fn graph(packages: &[Value]) -> Graph {
    let name = |package: &Value| package["name"].as_str().unwrap().to_owned();
    let ours: BTreeSet<_> = packages.iter().map(name).collect();
    let edges = |package| {
        dependencies(package)
            .filter(|it| ours.contains(*it))
            .map(str::to_owned)
            .collect()
    };
    packages
        .iter()
        .map(|package| (name(package), edges(package)))
        .collect()
}

/// The table in which the first column is `crate` and the last `may depend on`.
fn table(text: &str) -> Graph {
    let is_head =
        |line: &&str| line.starts_with("| crate |") && line.ends_with("| may depend on |");
    let rows = text
        .lines()
        .skip_while(|line| !is_head(line))
        .skip(2)
        .take_while(|line| line.starts_with('|'));
    rows.map(|row| {
        let cells: Vec<_> = row.trim_matches('|').split('|').map(names).collect();
        (
            cells[0].first().unwrap().clone(),
            cells.last().unwrap().clone(),
        )
    })
    .collect()
}

fn names(cell: &str) -> BTreeSet<String> {
    let names = cell
        .split(',')
        .map(|name| name.trim().trim_matches('`').to_owned());
    names.filter(|name| !name.is_empty()).collect()
}

#[test]
fn the_table_is_read_by_its_first_and_last_column() {
    let text = "x\n| crate | what | may depend on |\n|---|---|---|\n| `a` | y | |\n| `b` | z, z | `a`, c |\n\n| no | row |";
    let expected = [("a", vec![]), ("b", vec!["a", "c"])];
    let expected: Graph = expected
        .into_iter()
        .map(|(name, of)| (name.into(), of.into_iter().map(str::to_owned).collect()))
        .collect();
    assert_eq!(table(text), expected);
}
