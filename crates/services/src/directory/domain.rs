//! `POST /_causeway/v1/directory/mine/{id}/domain`: whether a domain says of itself what its entry says. It says so by
//! either of two ways, each of which holds the entry's token, which only its owner is told: a file,
//! `https://DOMAIN/.well-known/causeway.json`, or a text in the DNS, `_causeway.DOMAIN`. A durable job looks again once a
//! week, for both; for a month an answer holds.

use axum::extract::State;
use egress::Limits;
use futures::future::{Either, select};
use http_server::{Caller, Error, Json, Path, Result};
use serde::{Deserialize, Serialize};
use std::{net::Ipv4Addr, pin::pin, time::Duration};
use store::jobs;
use utoipa::ToSchema;

use super::{
    entry::{self, Entry},
    kind::Verification,
    mine::{self, MyDirectoryEntry},
};
use crate::Services;

/// The job that looks again. Payload: the entry's number.
pub(crate) const CHECK_DOMAIN: &str = "directory_check_domain";
const AGAIN_MS: u64 = 7 * 24 * 3600 * 1000;
const TIMEOUT: Duration = Duration::from_secs(10);
const LIMITS: Limits = Limits::new(TIMEOUT, 64 * 1024);
/// Tokens of a file that are looked at.
const TOKENS_MAX: usize = 1000;

/// How a domain says that an entry is its own.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Proof {
    domain: String,
    /// Until when it is believed.
    #[serde(skip_serializing_if = "Option::is_none")]
    holds_until_ts: Option<u64>,
    /// The text that the file or the record holds.
    text: String,
    /// Where the file is looked for: JSON, `{"directory": [text]}`.
    file: String,
    /// The name whose TXT record is looked for, instead of the file; an address has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<String>,
}

/// The file of a domain.
#[derive(Debug, Deserialize)]
struct WellKnown {
    #[serde(default)]
    directory: Vec<String>,
}

pub(super) fn proof(entry: &Entry, now_ms: u64) -> Option<Proof> {
    let (domain, token) = (entry.domain.clone()?, entry.token.as_deref()?);
    let until = entry.domain_ms.map(|seen| seen + entry::DOMAIN_HOLDS_MS);
    Some(Proof {
        holds_until_ts: until.filter(|until| *until > now_ms),
        text: text(token),
        file: file(&domain),
        record: record(&domain),
        domain,
    })
}

fn text(token: &str) -> String {
    format!("causeway-directory={token}")
}

/// Loopback has no certificates, and nobody else is there; it is reached only where the host allows it.
fn file(domain: &str) -> String {
    let scheme = if matches!(host(domain), "localhost" | "127.0.0.1") {
        "http"
    } else {
        "https"
    };
    format!("{scheme}://{domain}/.well-known/causeway.json")
}

fn host(domain: &str) -> &str {
    domain.split(':').next().unwrap_or(domain)
}

/// Below a name of its own: a text of the domain itself stands among those of mail servers and others.
fn record(domain: &str) -> Option<String> {
    let host = host(domain).trim_end_matches('.');
    let is_name = !host.starts_with('[') && host.parse::<Ipv4Addr>().is_err();
    is_name.then(|| format!("_causeway.{host}"))
}

/// Looks now whether the domain of an entry of mine says the same, and keeps the answer.
#[utoipa::path(
    post, path = "/_causeway/v1/directory/mine/{id}/domain", tag = "directory", operation_id = "check_directory_domain",
    params(("id" = String, Path, description = "The entry")),
    responses((status = 200, body = MyDirectoryEntry))
)]
pub(crate) async fn check(
    State(s): State<Services>,
    Caller(who): Caller,
    Path(id): Path<String>,
) -> Result<Json<MyDirectoryEntry>> {
    let user = who.user;
    let entry = s.store.read(move |tx| {
        entry::by_id(tx, &id)?
            .filter(|entry| entry.owner == Some(user))
            .ok_or_else(entry::unknown)
    });
    let entry = entry.await?;
    if entry.domain.is_none() {
        return Err(Error::invalid_param("This entry names no domain"));
    }
    if !says_so(&s, &entry).await {
        return Err(Error::not_found(
            "Neither the file nor the record is there, or they do not hold the text yet",
        ));
    }
    let work = s.clone();
    let kept = s.store.write(move |w| {
        let now = keep(&work, w, &entry)?.ok_or_else(entry::unknown)?;
        jobs::enqueue(w, CHECK_DOMAIN, &now.nid, work.now_ms() + AGAIN_MS)?;
        mine::my(w, &now, work.now_ms())
    });
    Ok(Json(kept.await?))
}

/// Writes down that the domain was seen to say so, if the entry is still what was looked at.
fn keep(s: &Services, w: &mut store::Write<'_, '_>, seen: &Entry) -> Result<Option<Entry>> {
    let Some(mut entry) = entry::by_nid(w, seen.nid)?.filter(|now| now.token == seen.token) else {
        return Ok(None);
    };
    entry.domain_ms = Some(s.now_ms());
    entry.save(s, w)?;
    Ok(Some(entry))
}

/// Both ways are tried at once: the slower one costs no time where the other one says so.
async fn says_so(s: &Services, entry: &Entry) -> bool {
    let (Some(domain), Some(token)) = (entry.domain.as_deref(), entry.token.as_deref()) else {
        return false;
    };
    let wanted = text(token);
    let by_file = pin!(file_says_so(s, domain, &wanted));
    let by_record = pin!(record_says_so(s, domain, &wanted));
    match select(by_file, by_record).await {
        Either::Left((true, _)) | Either::Right((true, _)) => true,
        Either::Left((false, other)) => other.await,
        Either::Right((false, other)) => other.await,
    }
}

async fn file_says_so(s: &Services, domain: &str, wanted: &str) -> bool {
    let answer = s.egress.get(&file(domain), LIMITS).await;
    let Ok(answer) = answer.and_then(egress::Fetched::ok) else {
        return false;
    };
    serde_json::from_slice::<WellKnown>(&answer.body).is_ok_and(|said| {
        let mut said = said.directory.iter().take(TOKENS_MAX);
        said.any(|one| *one == wanted)
    })
}

async fn record_says_so(s: &Services, domain: &str, wanted: &str) -> bool {
    let Some(name) = record(domain) else {
        return false;
    };
    let texts = s.egress.texts(&name, TIMEOUT).await;
    texts.is_ok_and(|texts| {
        texts
            .iter()
            .any(|one| one.trim().trim_matches('"') == wanted)
    })
}

/// Does [`CHECK_DOMAIN`].
pub(crate) async fn check_in_job(s: Services, nid: i64) -> std::result::Result<(), String> {
    check_again(&s, nid)
        .await
        .map_err(|error| error.to_string())
}

async fn check_again(s: &Services, nid: i64) -> Result<()> {
    let Some(entry) = s.store.read(move |tx| entry::by_nid(tx, nid)).await? else {
        return Ok(());
    };
    if entry.domain_ms.is_none() {
        return Ok(());
    }
    let says_so = says_so(s, &entry).await;
    let work = s.clone();
    s.store
        .write(move |w| {
            let Some(mut now) = entry::by_nid(w, nid)?.filter(|now| now.token == entry.token)
            else {
                return Ok(());
            };
            if says_so {
                now.domain_ms = Some(work.now_ms());
            }
            let holds = now.verification(work.now_ms()) != Verification::None;
            if !holds {
                now.domain_ms = None;
            }
            now.save(&work, w)?;
            if holds {
                jobs::enqueue(w, CHECK_DOMAIN, &nid, work.now_ms() + AGAIN_MS)?;
            }
            Ok(())
        })
        .await
}

#[cfg(test)]
mod tests {
    use super::record;

    #[test]
    fn names_have_a_record_and_addresses_have_none() {
        for (domain, name) in [
            ("example.org", Some("_causeway.example.org")),
            ("example.org:8443", Some("_causeway.example.org")),
            ("example.org.", Some("_causeway.example.org")),
            ("192.0.2.7", None),
            ("192.0.2.7:80", None),
            ("[2001:db8::1]", None),
        ] {
            assert_eq!(record(domain).as_deref(), name, "{domain}");
        }
    }
}
