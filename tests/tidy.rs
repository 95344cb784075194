//! The house in order: what a reader relies on and a compiler does not see. Each failure names file
//! and line and says what to do.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// Folders that are not ours: build results, data, what package managers fetched.
const FOREIGN: &[&str] = &["target", "node_modules", "causeway-data", "__pycache__"];

#[test]
fn every_module_says_what_it_is() {
    let silent = sources()
        .into_iter()
        .filter(|path| !read(path).trim_start().starts_with("//!"));
    report(
        "begin each file with a `//!` line that says what it is and which chapter of the spec",
        silent.map(|path| shown(&path)),
    );
}

#[test]
fn every_source_file_is_part_of_a_crate() {
    let mut alive = BTreeSet::new();
    for manifest in files("toml")
        .iter()
        .filter(|path| path.ends_with("Cargo.toml"))
    {
        let named =
            ["src/lib.rs", "src/main.rs", "build.rs"].map(|root| manifest.with_file_name(root));
        // Cargo finds examples by their folder.
        let found = fs::read_dir(manifest.with_file_name("examples"))
            .into_iter()
            .flatten();
        for root in named
            .into_iter()
            .chain(found.map(|entry| entry.unwrap().path()))
        {
            visit(&root, true, &mut alive);
        }
    }
    visit(&root().join("tests/main.rs"), true, &mut alive);
    let dead = sources().into_iter().filter(|path| !alive.contains(path));
    report(
        "no `mod` line leads here: declare the file or delete it",
        dead.map(|path| shown(&path)),
    );
}

#[test]
fn every_test_that_is_left_out_says_why() {
    report(
        "write `#[ignore = \"why\"]`",
        attributes("ignore")
            .filter(|(_, text)| !text.contains('='))
            .map(|(place, _)| place),
    );
}

#[test]
fn every_exception_from_a_lint_has_a_reason() {
    let nameless = attributes("expect")
        .filter(|(_, text)| !text.contains("reason"))
        .map(|(place, _)| place);
    report("write `#[expect(lint, reason = \"why\")]`", nameless);
    report(
        "`#[allow]` outlives its reason; write `#[expect(lint, reason = \"why\")]`",
        attributes("allow").map(|(place, _)| place),
    );
}

#[test]
fn every_link_in_the_documents_leads_somewhere() {
    let broken = files("md").into_iter().flat_map(|page| {
        let text = without_code(&read(&page));
        let targets: Vec<_> = links(&text)
            .filter(|target| !leads_somewhere(&page, target))
            .collect();
        targets
            .into_iter()
            .map(move |target| format!("{}: {target}", shown(&page)))
    });
    report("these links lead nowhere", broken);
}

#[test]
fn every_script_is_executable_or_sourced() {
    use std::os::unix::fs::PermissionsExt;
    let scripts = walk(&root())
        .into_iter()
        .filter(|path| read(path).starts_with("#!"));
    let dull = scripts.filter(|path| path.metadata().unwrap().permissions().mode() & 0o111 == 0);
    report(
        "a file that begins with `#!` is to be run: chmod +x",
        dull.map(|path| shown(&path)),
    );
}

fn report(what_to_do: &str, places: impl Iterator<Item = String>) {
    let places: Vec<_> = places.collect();
    assert!(
        places.is_empty(),
        "{what_to_do}:\n  {}",
        places.join("\n  ")
    );
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()
        .unwrap()
}

fn shown(path: &Path) -> String {
    path.strip_prefix(root())
        .unwrap_or(path)
        .display()
        .to_string()
}

fn read(path: &Path) -> String {
    String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned()
}

/// Every file of ours below `folder`.
fn walk(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let ours = entries.filter(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        (!name.starts_with('.') || name == ".ci")
            && !FOREIGN.contains(&name.as_ref())
            && !path.is_symlink()
    });
    ours.flat_map(|path| {
        if path.is_dir() {
            walk(&path)
        } else {
            vec![path]
        }
    })
    .collect()
}

fn files(extension: &str) -> Vec<PathBuf> {
    walk(&root())
        .into_iter()
        .filter(|path| path.extension().is_some_and(|it| it == extension))
        .collect()
}

fn sources() -> Vec<PathBuf> {
    files("rs")
}

/// Follows the `mod` lines of `file`. `owns_folder`: its modules stand beside it, as for lib.rs and mod.rs.
fn visit(file: &Path, owns_folder: bool, alive: &mut BTreeSet<PathBuf>) {
    if !file.is_file() || !alive.insert(file.to_owned()) {
        return;
    }
    let folder = if owns_folder {
        file.with_file_name("")
    } else {
        file.with_extension("")
    };
    for name in read(file).lines().filter_map(declared_module) {
        visit(&folder.join(format!("{name}.rs")), false, alive);
        visit(&folder.join(&name).join("mod.rs"), true, alive);
    }
}

/// `name` in `pub mod name;`.
fn declared_module(line: &str) -> Option<String> {
    let (before, name) = line.trim().strip_suffix(';')?.rsplit_once("mod ")?;
    let is_declaration = before.is_empty()
        || (before.starts_with("pub") && before.ends_with(' '))
        || before.ends_with("] ");
    let is_name = name.chars().all(|c| c.is_alphanumeric() || c == '_');
    if is_declaration && is_name {
        Some(name.to_owned())
    } else {
        None
    }
}

/// Place and text of each `#[name…]` and `#![name…]` that begins a line of a source of ours.
fn attributes(name: &'static str) -> impl Iterator<Item = (String, String)> {
    sources().into_iter().flat_map(move |path| {
        let text = read(&path);
        let lines: Vec<_> = text.lines().collect();
        let starts = lines
            .iter()
            .enumerate()
            .filter(|(_, line)| begins_attribute(line, name));
        starts
            .map(|(at, _)| {
                // An attribute may go over several lines; it ends with the first that ends in `]`.
                let length = lines[at..]
                    .iter()
                    .position(|line| line.trim_end().ends_with(']'))
                    .unwrap_or(0);
                (
                    format!("{}:{}", shown(&path), at + 1),
                    lines[at..=at + length].concat(),
                )
            })
            .collect::<Vec<_>>()
    })
}

fn begins_attribute(line: &str, name: &str) -> bool {
    let line = line.trim_start();
    let inside = line.strip_prefix("#[").or_else(|| line.strip_prefix("#!["));
    inside
        .and_then(|it| it.strip_prefix(name))
        .is_some_and(|rest| rest.starts_with(['(', ']', ' ', '=']))
}

/// The page without its code, in which brackets are not links.
fn without_code(text: &str) -> String {
    let blocks = text
        .split("\n```")
        .step_by(2)
        .collect::<Vec<_>>()
        .join("\n");
    blocks.split('`').step_by(2).collect()
}

/// Targets of `[text](target)`.
fn links(text: &str) -> impl Iterator<Item = String> {
    text.split("](")
        .skip(1)
        .filter_map(|rest| Some(rest.split_once(')')?.0.trim_matches(['<', '>']).to_owned()))
}

fn leads_somewhere(page: &Path, target: &str) -> bool {
    if target.contains("://") || target.starts_with("mailto:") {
        return true;
    }
    let (path, anchor) = target.split_once('#').unwrap_or((target, ""));
    let file = if path.is_empty() {
        page.to_owned()
    } else {
        page.with_file_name("").join(path)
    };
    file.exists() && (anchor.is_empty() || headings(&file).contains(anchor))
}

/// The anchors that a forge makes of a page's headings.
fn headings(file: &Path) -> BTreeSet<String> {
    let text = read(file);
    let heads = text.lines().filter(|line| line.starts_with('#'));
    heads
        .map(|line| {
            let kept = line.trim_start_matches('#').trim().to_lowercase();
            let kept = kept
                .chars()
                .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
            kept.map(|c| if c == ' ' { '-' } else { c }).collect()
        })
        .collect()
}

#[test]
fn the_eyes_of_this_file_see() {
    assert_eq!(
        declared_module("pub(crate) mod send;").as_deref(),
        Some("send")
    );
    assert_eq!(
        declared_module("#[cfg(test)] mod tests;").as_deref(),
        Some("tests")
    );
    assert_eq!(declared_module("// the mod x;"), None);
    assert!(
        begins_attribute("  #![expect(dead_code)]", "expect")
            && begins_attribute("#[ignore]", "ignore")
    );
    assert!(
        !begins_attribute("#[expected]", "expect") && !begins_attribute("// #[expect]", "expect")
    );
    let text = without_code("see [a](x.md) `[b](y.md)`\n```\n[c](z.md)\n```\n[d](#e)");
    assert_eq!(links(&text).collect::<Vec<_>>(), ["x.md", "#e"]);
}
