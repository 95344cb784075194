//! `@mentions` in captions and comments.

use ruma::{OwnedUserId, ServerName, UserId};

/// People mentioned in one text who are told of it.
const MENTIONS_MAX: usize = 10;

/// Whom a text mentions, each once, in order: `@name` of this server, or a whole user id.
pub(crate) fn mentioned(text: &str, here: &ServerName) -> Vec<OwnedUserId> {
    let mut found: Vec<OwnedUserId> = Vec::new();
    let mut before = None;
    for (at, c) in text.char_indices() {
        // An address of mail is no mention; where words are not spaced, a letter may stand before one.
        let begins = c == '@' && !before.is_some_and(|c: char| c.is_ascii_alphanumeric());
        before = Some(c);
        if !begins || found.len() == MENTIONS_MAX {
            continue;
        }
        let rest = text.get(at + 1..).unwrap_or_default();
        if let Some(person) = person(rest, here)
            && !found.contains(&person)
        {
            found.push(person);
        }
    }
    found
}

fn person(rest: &str, here: &ServerName) -> Option<OwnedUserId> {
    let end = rest.find(|c: char| !is_of_name(c)).unwrap_or(rest.len());
    let (name, rest) = rest.split_at(end);
    // What follows the colon is a server, or the sentence goes on after it.
    if let Some(server) = rest.strip_prefix(':') {
        let is_of_server = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':');
        let end = server.find(|c| !is_of_server(c)).unwrap_or(server.len());
        let server = server.get(..end)?.trim_end_matches(['.', ':', '-']);
        if let Ok(id) = UserId::parse(format!("@{name}:{server}")) {
            return Some(id);
        }
    }
    let name = name.trim_end_matches(['.', '-', '/', '=']);
    if name.is_empty() {
        return None;
    }
    UserId::parse(format!("@{}:{here}", name.to_lowercase())).ok()
}

fn is_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '=' | '-' | '/' | '+')
}

#[cfg(test)]
mod tests {
    use ruma::server_name;

    use super::mentioned;

    #[test]
    fn people_are_mentioned_by_name_or_by_user_id() {
        for (text, expected) in [
            ("hi @Bob, and @ana.", vec!["@bob:here", "@ana:here"]),
            ("@bob @bob", vec!["@bob:here"]),
            ("你好@mei！", vec!["@mei:here"]),
            ("(@tom:other.org)", vec!["@tom:other.org"]),
            ("@tom: look", vec!["@tom:here"]),
            ("a@b.c and @ and @!", vec![]),
        ] {
            let found = mentioned(text, server_name!("here"));
            let found: Vec<_> = found.iter().map(|id| id.as_str()).collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn nobody_tells_a_crowd() {
        let text: String = (0..50).map(|n| format!("@p{n} ")).collect();
        assert_eq!(mentioned(&text, server_name!("here")).len(), 10);
    }
}
