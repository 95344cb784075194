//! `causeway app check`: what hosts refuse, and what will not work in a mini-app though it does on a web page.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{Context, Result};
use services::mini_apps::archive::{self, Archive};

use super::folder;

/// The larger ones travel badly by the mail of other hosts of webxdc.
const LARGE_BYTES: usize = 640 * 1024;

/// A longer line was not written by hand.
const WRITTEN_LINE_BYTES_MAX: usize = 2000;

/// What a page can do and a mini-app cannot (webxdc 1.3, "Messenger implementations"), by the words that ask for it.
const NOT_THERE: [(&str, &str); 8] = [
    (
        "new WebSocket(",
        "there is no network: use sendUpdate or joinRealtimeChannel",
    ),
    (
        "new EventSource(",
        "there is no network: use setUpdateListener",
    ),
    (
        "RTCPeerConnection(",
        "there is no network: use joinRealtimeChannel",
    ),
    ("navigator.sendBeacon", "there is no network"),
    (
        "navigator.serviceWorker",
        "mini-apps have no service worker of their own",
    ),
    (
        "navigator.geolocation",
        "mini-apps are not told where somebody is",
    ),
    (
        "getUserMedia(",
        "mini-apps get neither camera nor microphone: use importFiles",
    ),
    ("document.cookie", "there are no cookies: use localStorage"),
];

/// For who publishes it with a description beside its manifest.
pub const NO_DESCRIPTION: &str = "manifest.toml: no description in [causeway]; people read nothing below its name in the directory";

/// What loads from an address.
const LOADS: [&str; 8] = [
    "src=\"",
    "src='",
    "url(",
    "fetch(\"",
    "fetch('",
    "from \"",
    "import(\"",
    "@import \"",
];

/// Reads a folder or an `.xdc` file and tells what is wrong with it.
pub fn check(path: &Path) -> Result<()> {
    let (bytes, files) = if path.is_dir() {
        let files = folder::read(path)?;
        (archive::write(&files)?, files)
    } else {
        let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        let files = archive::files(&bytes)?;
        (bytes, files)
    };
    let app = archive::read(&bytes)?;
    let warnings = warnings(&files, &app);
    for warning in &warnings {
        println!("{warning}");
    }
    println!("{}", summary(&app, bytes.len()));
    if warnings.is_empty() {
        println!("Nothing to mend.");
    }
    Ok(())
}

/// One line about an app that can be read.
pub fn summary(app: &Archive, bytes: usize) -> String {
    let name = app
        .manifest
        .name
        .as_deref()
        .unwrap_or("an app without a name");
    let version = app
        .manifest
        .causeway
        .version
        .as_deref()
        .unwrap_or("no version");
    let (files, kib) = (app.files.len(), bytes.div_ceil(1024));
    format!("{name}, {version}, {files} files, {kib} KiB")
}

/// What works badly or not at all; each begins with the file it is about.
pub fn warnings(files: &BTreeMap<String, Vec<u8>>, app: &Archive) -> Vec<String> {
    let mut found = about_itself(app);
    for (name, bytes) in files {
        if bytes.len() > LARGE_BYTES {
            found.push(format!(
                "{name}: {} KiB; people wait for that",
                bytes.len() / 1024
            ));
        }
        if is_code(name) {
            in_code(name, &String::from_utf8_lossy(bytes), &mut found);
        }
    }
    if app.manifest.source_code_url.is_none() {
        found.extend(files.iter().find_map(made_from_others));
    }
    let index = files
        .get("index.html")
        .map(|bytes| String::from_utf8_lossy(bytes));
    if index.is_some_and(|text| !text.contains("webxdc.js")) {
        found.push("index.html: nothing loads webxdc.js; without it the app shares nothing".into());
    }
    found
}

fn about_itself(app: &Archive) -> Vec<String> {
    let mut found = Vec::new();
    let own = &app.manifest.causeway;
    if app.manifest.name.is_none() {
        found.push("manifest.toml: no name; people see the file's name instead".into());
    }
    if own.id.is_none() || own.version.is_none() || own.category.is_none() {
        found.push(
            "manifest.toml: the directory wants id, version and category in [causeway]".into(),
        );
    }
    if own.description.is_none() {
        found.push(NO_DESCRIPTION.into());
    }
    if app.icon.is_none() {
        found.push("icon.png: not there; 128 to 512 pixels, square".into());
    }
    found
}

/// An app that nothing was built from is its own source, as the chat has it. Nobody writes lines like a bundler's.
fn made_from_others((name, bytes): (&String, &Vec<u8>)) -> Option<String> {
    let is_made = is_code(name)
        && bytes
            .split(|byte| *byte == b'\n')
            .any(|line| line.len() > WRITTEN_LINE_BYTES_MAX);
    is_made.then(|| {
        format!(
            "{name}: made from something else; say where that is: source_code_url in manifest.toml"
        )
    })
}

fn is_code(name: &str) -> bool {
    let ending = Path::new(name)
        .extension()
        .and_then(|ending| ending.to_str());
    ending.is_some_and(|ending| {
        ["html", "htm", "js", "mjs", "css", "svg"].contains(&ending.to_ascii_lowercase().as_str())
    })
}

fn in_code(name: &str, text: &str, found: &mut Vec<String>) {
    for (at, line) in text.lines().enumerate() {
        let mut tell = |what: &str| found.push(format!("{name}:{}: {what}", at + 1));
        for (words, why) in NOT_THERE {
            if line.contains(words) {
                tell(&format!("{}: {why}", words.trim_end_matches('(')));
            }
        }
        let loads_from_elsewhere = LOADS.iter().any(|load| {
            line.split(load).skip(1).any(|rest| {
                let rest = rest.trim_start_matches(['"', '\'']);
                ["http://", "https://", "//"]
                    .iter()
                    .any(|begin| rest.starts_with(begin))
            })
        });
        if loads_from_elsewhere {
            tell("loads from another address; put the file into the app");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn warned(files: &[(&str, &str)]) -> Vec<String> {
        let files: BTreeMap<_, _> = files
            .iter()
            .map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec()))
            .collect();
        let app = archive::read(&archive::write(&files).unwrap()).unwrap();
        warnings(&files, &app)
    }

    const MANIFEST: &str = "name = \"A\"\n[causeway]\nid = \"a\"\nversion = \"1.0.0\"\ncategory = \"tools\"\ndescription = \"B\"\n";

    #[test]
    fn what_does_not_work_is_told_with_its_place() {
        let found = warned(&[
            (
                "index.html",
                "<script src=\"webxdc.js\"></script>\n<img src=\"https://a.example/x.png\">",
            ),
            ("app.js", "const own = 1;\nnew WebSocket(\"wss://x\");"),
            (
                "app.css",
                "@import \"//a.example/x.css\";\nbody { background: url('https://x') }",
            ),
            ("manifest.toml", MANIFEST),
        ]);
        let places = [
            "index.html:2",
            "app.js:2",
            "app.css:1",
            "app.css:2",
            "icon.png",
        ];
        for place in places {
            assert!(
                found.iter().any(|line| line.starts_with(place)),
                "{place}: {found:?}"
            );
        }
        assert_eq!(found.len(), places.len(), "{found:?}");
    }

    #[test]
    fn the_page_for_developers_lists_what_is_warned_of() {
        let page = include_str!("../../../../docs/developer/write-a-mini-app.md");
        let (_, list) = page.split_once("| it warns of |").unwrap();
        let list = list.split("\n\n").next().unwrap();
        for (words, _) in NOT_THERE {
            let shown = words.trim_end_matches('(');
            assert!(list.contains(shown), "{shown}");
        }
        assert!(list.contains(&format!("{} KiB", LARGE_BYTES / 1024)));
    }

    #[test]
    fn links_and_own_files_are_no_fault() {
        let found = warned(&[
            (
                "index.html",
                "<script src=\"webxdc.js\"></script><a href=\"https://a.example\">source</a><img src=\"x.png\">",
            ),
            ("manifest.toml", MANIFEST),
        ]);
        assert_eq!(found, ["icon.png: not there; 128 to 512 pixels, square"]);
    }

    #[test]
    fn who_packs_what_a_bundler_made_is_asked_for_the_source() {
        let made = format!("const a = [{}];", "1,".repeat(WRITTEN_LINE_BYTES_MAX));
        let files = |manifest| {
            warned(&[
                ("index.html", "<script src=\"webxdc.js\"></script>"),
                ("app.js", &made),
                ("manifest.toml", manifest),
            ])
        };
        let found = files(MANIFEST);
        let is_asked = |line: &String| line.starts_with("app.js: made from");
        assert!(found.iter().any(is_asked), "{found:?}");
        let with_source = format!("source_code_url = \"https://a.example\"\n{MANIFEST}");
        assert_eq!(files(&with_source).len(), 1, "the icon alone");
    }

    #[test]
    fn an_app_that_never_loads_the_interface_is_told() {
        let found = warned(&[("index.html", "<p>Alone</p>"), ("manifest.toml", MANIFEST)]);
        assert!(
            found.iter().any(|line| line.contains("webxdc.js")),
            "{found:?}"
        );
    }
}
