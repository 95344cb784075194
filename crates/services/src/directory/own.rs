//! What somebody writes about himself, his group or his organisation: the form, and what it must be like.

use http_server::{Error, Result};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::kind::{CATEGORIES, Kind};

const NAME_CHARS_MAX: usize = 80;
const SUMMARY_CHARS_MAX: usize = 140;
const DESCRIPTION_CHARS_MAX: usize = 2000;
const PLACE_CHARS_MAX: usize = 80;
const ADDRESS_BYTES_MAX: usize = 255;
const LANGUAGES_MAX: usize = 8;
const LANGUAGE_BYTES_MAX: usize = 12;

/// An entry as its owner writes it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub(crate) struct NewDirectoryEntry {
    /// Not `mini_app`: those are published with their archive.
    pub(crate) kind: Kind,
    /// At most 80 characters.
    pub(crate) name: String,
    /// A line of at most 140 characters.
    #[serde(default)]
    pub(crate) summary: String,
    /// At most 2000 characters.
    #[serde(default)]
    pub(crate) description: String,
    pub(crate) category: String,
    /// Codes such as `en` and `zh`; at most 8.
    #[serde(default)]
    pub(crate) languages: Vec<String>,
    /// A town, a quarter; at most 80 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) place: Option<String>,
    /// An `mxc://` address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) icon: Option<String>,
    /// Of a group. It must stand in the list of public rooms, and does not show while it does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) room_id: Option<String>,
    /// The web site of an organisation or official account; `https`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) site: Option<String>,
    /// Its domain, which can say the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) domain: Option<String>,
}

impl NewDirectoryEntry {
    /// Trimmed and in order.
    pub(crate) fn checked(mut self) -> Result<Self> {
        if self.kind == Kind::MiniApp {
            return Err(Error::invalid_param(
                "Publish a mini-app with its archive: POST /_causeway/v1/directory/mini-apps",
            ));
        }
        text("name", &mut self.name, NAME_CHARS_MAX)?;
        if self.name.is_empty() {
            return Err(Error::invalid_param("An entry has a name"));
        }
        text("summary", &mut self.summary, SUMMARY_CHARS_MAX)?;
        text("description", &mut self.description, DESCRIPTION_CHARS_MAX)?;
        category(&self.category)?;
        languages(&mut self.languages)?;
        self.place = optional("place", self.place, PLACE_CHARS_MAX)?;
        self.icon = optional("icon", self.icon, ADDRESS_BYTES_MAX)?;
        if self
            .icon
            .as_deref()
            .is_some_and(|icon| !icon.starts_with("mxc://"))
        {
            return Err(Error::invalid_param("icon must be an mxc:// address"));
        }
        self.site = optional("site", self.site, ADDRESS_BYTES_MAX)?;
        if self.site.as_deref().is_some_and(|site| !is_web(site)) {
            return Err(Error::invalid_param("site must begin with https://"));
        }
        self.domain = optional("domain", self.domain, ADDRESS_BYTES_MAX)?;
        if let Some(domain) = &mut self.domain {
            *domain = domain.to_lowercase();
            check_domain(domain)?;
        }
        let is_group = self.kind == Kind::Group;
        if is_group != self.room_id.is_some() {
            return Err(Error::invalid_param(
                "A group, and nothing else, has a room_id",
            ));
        }
        let has_domain = matches!(self.kind, Kind::Organisation | Kind::OfficialAccount);
        if !has_domain && (self.domain.is_some() || self.site.is_some()) {
            return Err(Error::invalid_param(
                "Organisations and official accounts have a site and a domain",
            ));
        }
        Ok(self)
    }
}

/// Trims a text and checks it.
pub(crate) fn text(what: &str, text: &mut String, most: usize) -> Result<()> {
    *text = text.trim().to_owned();
    if text.chars().count() > most {
        return Err(Error::invalid_param(format!(
            "{what} may have at most {most} characters"
        )));
    }
    let many_lines = most > SUMMARY_CHARS_MAX;
    if text
        .chars()
        .any(|c| c.is_control() && !(many_lines && c == '\n'))
    {
        return Err(Error::invalid_param(format!(
            "{what} may have no control characters"
        )));
    }
    Ok(())
}

fn optional(what: &str, given: Option<String>, most: usize) -> Result<Option<String>> {
    let mut given = given.unwrap_or_default();
    text(what, &mut given, most)?;
    Ok(Some(given).filter(|text| !text.is_empty()))
}

pub(crate) fn category(category: &str) -> Result<()> {
    if CATEGORIES.contains(&category) {
        return Ok(());
    }
    Err(Error::invalid_param(format!(
        "category must be one of {}",
        CATEGORIES.join(", ")
    )))
}

/// Codes of languages (BCP 47, without extensions), each once.
pub(crate) fn languages(languages: &mut Vec<String>) -> Result<()> {
    let is_code = |code: &String| {
        let mut parts = code.split('-');
        let first = parts.next().unwrap_or_default();
        (2..=3).contains(&first.len())
            && first.bytes().all(|b| b.is_ascii_lowercase())
            && parts.all(|part| {
                (2..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
            })
            && code.len() <= LANGUAGE_BYTES_MAX
    };
    if languages.len() > LANGUAGES_MAX || !languages.iter().all(is_code) {
        return Err(Error::invalid_param(format!(
            "languages are at most {LANGUAGES_MAX} codes such as en, zh or pt-BR"
        )));
    }
    let mut seen = Vec::new();
    languages.retain(|code| {
        let is_new = !seen.contains(code);
        seen.push(code.clone());
        is_new
    });
    Ok(())
}

/// Whether an address is one of the web: what else it might be, a browser might run.
pub(crate) fn is_web(site: &str) -> bool {
    url::Url::parse(site).is_ok_and(|url| url.scheme() == "https" && url.has_host())
}

fn check_domain(domain: &str) -> Result<()> {
    let url = url::Url::parse(&format!("https://{domain}/"));
    let is_plain = url.is_ok_and(|url| {
        let port = url.port().map_or(String::new(), |port| format!(":{port}"));
        url.host_str()
            .is_some_and(|host| format!("{host}{port}") == domain)
    });
    if is_plain {
        return Ok(());
    }
    Err(Error::invalid_param(
        "domain must be a name such as example.org",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_is_a_name_and_nothing_else() {
        for fine in [
            "example.org",
            "a.b.example",
            "localhost:8080",
            "xn--fiq228c.cn",
        ] {
            assert!(check_domain(fine).is_ok(), "{fine}");
        }
        for wrong in [
            "",
            "example.org/x",
            "user@example.org",
            "https://example.org",
            "exa mple",
            "a?b",
            "a#b",
            "例子.cn",
        ] {
            assert!(check_domain(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_language_is_a_code() {
        let mut fine = vec!["en".to_owned(), "zh-Hans".into(), "en".into(), "yue".into()];
        languages(&mut fine).unwrap();
        assert_eq!(fine, ["en", "zh-Hans", "yue"]);
        for wrong in ["", "EN", "english", "zh-", "e", "zh-Hans-CN-x"] {
            assert!(languages(&mut vec![wrong.to_owned()]).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_site_is_of_the_web() {
        assert!(is_web("https://example.org/x?y"));
        for wrong in [
            "http://example.org",
            "javascript:alert(1)",
            "https:",
            "data:text/html,x",
        ] {
            assert!(!is_web(wrong), "{wrong}");
        }
    }
}
