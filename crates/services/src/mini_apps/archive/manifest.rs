//! `manifest.toml`: the two keys of webxdc 1.3, and our own in the table `[causeway]`, which other hosts ignore.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::{Table, Value};

use super::Broken;

/// Longest name of a mini-app, in characters.
const NAME_CHARS_MAX: usize = 100;
/// Longest other text.
const TEXT_CHARS_MAX: usize = 2000;
/// Languages, or permissions.
const LIST_MAX: usize = 32;

/// What a manifest says. Unknown keys are ignored, as everywhere.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Manifest {
    /// What people call it.
    pub name: Option<String>,
    /// Where its source is.
    pub source_code_url: Option<String>,
    /// Our own table.
    pub causeway: Own,
}

/// The table `[causeway]`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, from = "Written")]
pub struct Own {
    /// Its name among mini-apps: small letters, digits and hyphens.
    pub id: Option<String>,
    /// Such as `1.4.0`; rises.
    pub version: Option<String>,
    /// One of the directory's categories.
    pub category: Option<String>,
    /// The first line is shown in lists. A table `[causeway.description]` has it per language: this is the English one,
    /// else any.
    pub description: Option<String>,
    /// By language, where it is given so.
    pub descriptions: BTreeMap<String, String>,
    /// `[causeway.name]`: what people call it in other languages.
    pub names: BTreeMap<String, String>,
    /// Codes such as `en` and `zh`.
    pub languages: Vec<String>,
    /// What it asks the host for.
    pub permissions: Vec<String>,
}

/// As it stands in the file.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Written {
    id: Option<String>,
    version: Option<String>,
    category: Option<String>,
    description: Described,
    name: BTreeMap<String, String>,
    languages: Vec<String>,
    permissions: Vec<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Described {
    Once(String),
    ByLanguage(BTreeMap<String, String>),
}

impl Default for Described {
    fn default() -> Self {
        Self::ByLanguage(BTreeMap::new())
    }
}

impl From<Written> for Own {
    fn from(written: Written) -> Self {
        let (description, descriptions) = match written.description {
            Described::Once(text) => (Some(text), BTreeMap::new()),
            Described::ByLanguage(texts) => {
                let first = texts.get("en").or_else(|| texts.values().next());
                (first.cloned(), texts)
            }
        };
        Self {
            id: written.id,
            version: written.version,
            category: written.category,
            description,
            descriptions,
            names: written.name,
            languages: written.languages,
            permissions: written.permissions,
        }
    }
}

pub(super) fn parse(bytes: &[u8]) -> Result<Manifest, Broken> {
    let wrong = |what: &str| Broken::Manifest(what.to_owned());
    let text = std::str::from_utf8(bytes).map_err(|_| wrong("it is not in UTF-8"))?;
    let mut table: Table = text
        .parse()
        .map_err(|error: toml::de::Error| wrong(error.message()))?;
    let causeway = match table.remove("causeway") {
        None => Own::default(),
        Some(own) => own
            .try_into()
            .map_err(|error: toml::de::Error| wrong(&format!("[causeway]: {}", error.message())))?,
    };
    let manifest = Manifest {
        name: text_of(&mut table, "name", NAME_CHARS_MAX)?,
        source_code_url: text_of(&mut table, "source_code_url", TEXT_CHARS_MAX)?,
        causeway,
    };
    manifest.causeway.check()?;
    Ok(manifest)
}

fn text_of(table: &mut Table, key: &str, most: usize) -> Result<Option<String>, Broken> {
    match table.remove(key) {
        None => Ok(None),
        Some(Value::String(text)) => {
            check_text(key, &text, most)?;
            Ok(Some(text.trim().to_owned()).filter(|text| !text.is_empty()))
        }
        Some(_) => Err(Broken::Manifest(format!("{key} must be a text"))),
    }
}

fn check_text(key: &str, text: &str, most: usize) -> Result<(), Broken> {
    if text.chars().count() > most {
        return Err(Broken::Manifest(format!(
            "{key} is longer than {most} characters"
        )));
    }
    if text.chars().any(|c| c.is_control() && c != '\n') {
        return Err(Broken::Manifest(format!("{key} has control characters")));
    }
    Ok(())
}

impl Own {
    fn check(&self) -> Result<(), Broken> {
        let texts = [
            ("id", &self.id),
            ("version", &self.version),
            ("category", &self.category),
            ("description", &self.description),
        ];
        for (key, text) in texts {
            check_text(key, text.as_deref().unwrap_or_default(), TEXT_CHARS_MAX)?;
        }
        for (key, texts) in [("description", &self.descriptions), ("name", &self.names)] {
            if texts.len() > LIST_MAX {
                return Err(Broken::Manifest(format!(
                    "{key} has more than {LIST_MAX} languages"
                )));
            }
            for (language, text) in texts {
                check_text(key, language, NAME_CHARS_MAX)?;
                check_text(key, text, TEXT_CHARS_MAX)?;
            }
        }
        for (key, list) in [
            ("languages", &self.languages),
            ("permissions", &self.permissions),
        ] {
            if list.len() > LIST_MAX {
                return Err(Broken::Manifest(format!("{key} has more than {LIST_MAX}")));
            }
            for text in list {
                check_text(key, text, NAME_CHARS_MAX)?;
            }
        }
        Ok(())
    }
}
