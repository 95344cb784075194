//! `causeway app new`: a folder with a small app that works.

use std::{fs, path::Path};

use anyhow::{Context, Result, bail};
use rust_embed::RustEmbed;

use super::pack::folder_name;

/// The example of `docs/developer/write-a-mini-app.md`, which is tested there.
#[derive(RustEmbed)]
#[folder = "../../apps/examples/counter"]
struct Example;

/// What the example calls itself in its manifest, and what its id is.
const EXAMPLE_NAME: &str = "name = \"Counter\"";
const EXAMPLE_ID: &str = "id = \"counter\"";
/// What stands above it, in its page and in the words of each language.
const EXAMPLE_TITLE: &str = "Counter";
const EXAMPLE_TITLES: [&str; 2] = ["title: \"Counter\"", "title: \"计数器\""];
/// Tables about the example alone.
const LEFT_OUT: [&str; 2] = ["[causeway.name]", "[causeway.description]"];

/// What its author alone can say.
const TO_BE_SAID: &str = "

# What people read in the directory below its name. Take the # away.
# [causeway.description]
# en = \"What it is for, in a line.\"
# zh-Hans = \"一句话说明它的用途。\"

# What it is called in other languages.
# [causeway.name]
# zh-Hans = \"名称\"
";

/// Makes the folder. One that exists is left as it is.
pub fn begin(folder: &Path, name: Option<String>) -> Result<()> {
    if folder.exists() {
        bail!("{} exists already; choose another name", folder.display());
    }
    let id = id_of(&folder_name(folder));
    let name = name.unwrap_or_else(|| title_of(&id));
    for inside in Example::iter() {
        let Some(file) = Example::get(&inside) else {
            continue;
        };
        let text = String::from_utf8_lossy(&file.data);
        let bytes = match inside.as_ref() {
            "manifest.toml" => named(&text, &id, &name).into_bytes(),
            "index.html" => text.replace(EXAMPLE_TITLE, &html_text(&name)).into_bytes(),
            "words.js" => titled(&text, &name).into_bytes(),
            _ => file.data.into_owned(),
        };
        let path = folder.join(inside.as_ref());
        let parent = path.parent().unwrap_or(folder);
        fs::create_dir_all(parent)
            .and_then(|()| fs::write(&path, bytes))
            .with_context(|| format!("cannot write {}", path.display()))?;
    }
    let shown = folder.display();
    println!("{shown} is an app that works. Next:\n");
    println!(
        "  causeway app dev {shown}     try it with two people side by side; change its files meanwhile"
    );
    println!("  causeway app pack {shown}    make the file that people drop into a chat");
    println!(
        "\nBefore you publish it: write into {} what it is for.",
        folder.join("manifest.toml").display()
    );
    Ok(())
}

/// Small letters, digits and hyphens, as the directory wants ids.
fn id_of(folder: &str) -> String {
    let small = folder.to_lowercase();
    let words = small.split(|c: char| !c.is_ascii_alphanumeric());
    let id = words
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join("-");
    if id.is_empty() { "app".to_owned() } else { id }
}

/// `shared-list` is "Shared list".
fn title_of(id: &str) -> String {
    let words = id.replace('-', " ");
    let mut letters = words.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => words,
    }
}

/// The example's manifest for another app. What the example says of itself would be wrong for it.
fn named(manifest: &str, id: &str, name: &str) -> String {
    let own = manifest
        .replace(EXAMPLE_NAME, &format!("name = {}", quoted(name)))
        .replace(EXAMPLE_ID, &format!("id = \"{id}\""));
    let mut is_in_left_out = false;
    let kept = own.lines().filter(|line| {
        if line.starts_with('[') {
            is_in_left_out = LEFT_OUT.contains(line);
        }
        !is_in_left_out
    });
    let mut text: String = kept.flat_map(|line| [line, "\n"]).collect();
    text.truncate(text.trim_end().len());
    text.push_str(TO_BE_SAID);
    text
}

/// The example's words, with this name above the app in each language.
fn titled(words: &str, name: &str) -> String {
    let title = format!("title: {}", quoted(name));
    EXAMPLE_TITLES
        .iter()
        .fold(words.to_owned(), |text, old| text.replace(old, &title))
}

fn html_text(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// A string of JavaScript, and a basic string of TOML: JSON's escapes are a subset of theirs.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_is_named_anew() {
        let manifest = Example::get("manifest.toml").unwrap();
        let text = named(
            &String::from_utf8_lossy(&manifest.data),
            "shared-list",
            "My \"list\"",
        );
        assert!(text.contains("name = \"My \\\"list\\\"\""), "{text}");
        assert!(text.contains("id = \"shared-list\""), "{text}");
        for of_the_example in ["计数器", "smallest app"] {
            assert!(!text.contains(of_the_example), "{text}");
        }
    }

    #[test]
    fn its_name_stands_above_it_in_each_language() {
        let folder = tempfile::tempdir().unwrap();
        let app = folder.path().join("tea");
        begin(&app, Some("Tea & \"more\" </h1>".to_owned())).unwrap();
        let read = |name: &str| fs::read_to_string(app.join(name)).unwrap();
        let (page, words) = (read("index.html"), read("words.js"));
        assert!(
            page.contains("<h1>Tea &amp; \"more\" &lt;/h1&gt;</h1>"),
            "{page}"
        );
        assert_eq!(
            words.matches("title: \"Tea & \\\"more\\\" </h1>\"").count(),
            2,
            "{words}"
        );
        for left in ["Counter", "计数器"] {
            assert!(!page.contains(left) && !words.contains(left), "{left}");
        }
    }

    #[test]
    fn any_folder_gives_an_id_and_a_name() {
        for (folder, id, name) in [
            ("Shared List", "shared-list", "Shared list"),
            ("quiz", "quiz", "Quiz"),
            ("清单", "app", "App"),
            ("--a__b--", "a-b", "A b"),
        ] {
            assert_eq!(
                (id_of(folder).as_str(), title_of(&id_of(folder)).as_str()),
                (id, name)
            );
        }
    }

    #[test]
    fn what_exists_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        begin(folder.path(), None).unwrap_err();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
