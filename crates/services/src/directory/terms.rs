//! By which terms an entry is found. Words are those of [`base::words`], as in the search of messages and videos: pairs
//! of characters where a script puts no spaces.

use base::words;

use super::shown::DirectoryEntry;

/// Beginnings of words of a name that are found, in characters: who types sees results before the word is whole.
const BEGINNING_MAX: usize = 12;

/// All entries.
pub(crate) const ALL: &str = "*";
/// Those that the host recommends.
pub(crate) const FEATURED: &str = "^";

/// A category.
pub(crate) fn category(category: &str) -> String {
    format!("#{category}")
}

/// A language; regions of it do not matter.
pub(crate) fn language(code: &str) -> String {
    format!("={}", code.split('-').next().unwrap_or(code))
}

/// A word of the place.
pub(crate) fn place(word: &str) -> String {
    format!("@{word}")
}

/// A word of the name, or the beginning of one.
pub(crate) fn of_name(word: &str) -> String {
    format!("~{}", word.chars().take(BEGINNING_MAX).collect::<String>())
}

/// All terms of an entry, each once.
pub(crate) fn of(entry: &DirectoryEntry) -> Vec<String> {
    let mut terms = vec![ALL.to_owned(), category(&entry.category)];
    if entry.featured {
        terms.push(FEATURED.to_owned());
    }
    terms.extend(entry.languages.iter().map(|code| language(code)));
    let place_text = entry.place.as_deref().unwrap_or_default();
    terms.extend(words::indexed(place_text).iter().map(|word| place(word)));
    let translations = entry
        .mini_app
        .iter()
        .flat_map(|app| app.translations.values());
    let (mut names, mut texts) = (entry.name.clone(), String::new());
    for one in translations {
        names.extend(["\n", &one.name]);
        texts.extend([&one.name, "\n", &one.description, "\n"]);
    }
    for word in words::indexed(&names) {
        let characters: Vec<char> = word.chars().take(BEGINNING_MAX).collect();
        terms.extend((1..=characters.len()).map(|n| {
            let beginning: String = characters.iter().take(n).collect();
            of_name(&beginning)
        }));
    }
    let text = format!(
        "{}\n{}\n{}\n{place_text}\n{texts}",
        entry.name, entry.summary, entry.description
    );
    terms.extend(words::indexed(&text));
    terms.sort_unstable();
    terms.dedup();
    terms
}
