//! `POST /user_directory/search` (client-server §11.20): people by the beginnings of their names.

use axum::{extract::State, response::Response};
use base::words::is_cjk;
use http::StatusCode;
use http_server::{Authed, Result, json};
use ruma::{OwnedUserId, UserId, api::client::user_directory::search_users::v3::Request};
use serde_json::json as value;
use store::{StoreError, Write};

use super::queries;
use crate::Matrix;

/// Most results of one search.
const RESULTS_MAX: usize = 100;
/// Words kept of one name.
const WORDS_MAX: usize = 32;

/// Finds people who share a room with the searcher, are in a public room or chose to be found; and
/// anybody by his exact id.
pub(crate) async fn search_users(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<Request>,
) -> Result<Response> {
    let limit = usize::try_from(u64::from(request.limit))
        .unwrap_or(RESULTS_MAX)
        .clamp(1, RESULTS_MAX);
    let Some(word) = searched(&request.search_term) else {
        return Ok(json(
            StatusCode::OK,
            &value!({ "results": [], "limited": false }),
        ));
    };
    let user = who.user;
    let exact = exact(&request.search_term);
    let mut found = m
        .store
        .read(move |tx| {
            let mut found = queries::people(tx, user, &word, limit + 1)?;
            if let Some(person) = exact.map_or(Ok(None), |id| queries::person(tx, &id))? {
                found.retain(|other| other.user_id != person.user_id);
                found.insert(0, person);
            }
            Ok::<_, StoreError>(found)
        })
        .await?;
    let limited = found.len() > limit;
    found.truncate(limit);
    let results: Vec<_> = found
        .into_iter()
        .map(|person| {
            let mut result = value!({ "user_id": person.user_id });
            if let Some(name) = person.displayname {
                result["display_name"] = name.into();
            }
            if let Some(url) = person.avatar_url {
                result["avatar_url"] = url.into();
            }
            result
        })
        .collect();
    Ok(json(
        StatusCode::OK,
        &value!({ "results": results, "limited": limited }),
    ))
}

/// What is looked for: a user id by its local part, else the first word.
fn searched(term: &str) -> Option<String> {
    let term = term.trim();
    let local = term
        .strip_prefix('@')
        .map_or(term, |id| id.split(':').next().unwrap_or(id));
    words(local).into_iter().next()
}

/// The whole user id that is looked for; upper case is folded, as when it was registered.
fn exact(term: &str) -> Option<OwnedUserId> {
    UserId::parse(term.trim().to_lowercase()).ok()
}

/// Makes a person findable under his name and the local part of his id. Call it in the transaction
/// that sets the display name.
pub fn index_person(
    w: &mut Write<'_, '_>,
    user: i64,
    user_id: &UserId,
    displayname: Option<&str>,
) -> Result<(), StoreError> {
    let mut all = words(user_id.localpart());
    all.extend(words(displayname.unwrap_or_default()));
    all.truncate(WORDS_MAX);
    queries::set_words(w, user, &all)
}

/// The lower-case words of a text. A run of CJK characters has no spaces, so each of its suffixes
/// counts as a word.
fn words(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    let mut out = Vec::new();
    for run in lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|run| !run.is_empty())
    {
        out.push(run.to_owned());
        let inner = run.char_indices().skip(1).filter(|(_, c)| is_cjk(*c));
        out.extend(inner.filter_map(|(at, _)| run.get(at..).map(str::to_owned)));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chinese_name_is_found_by_its_family_and_its_given_name() {
        assert_eq!(
            words("Mei Lin 林美玲"),
            ["mei", "lin", "林美玲", "美玲", "玲"]
        );
    }

    #[test]
    fn a_user_id_is_found_by_its_local_part() {
        assert_eq!(searched("@Alice:example.org").as_deref(), Some("alice"));
        assert_eq!(searched("  "), None);
        assert_eq!(
            exact(" @Alice:example.org ").as_deref(),
            Some(ruma::user_id!("@alice:example.org"))
        );
        assert_eq!(exact("alice"), None);
    }
}
