//! Follows the signed list of another host, by a durable job once a day: its signature is that of the key which signed it
//! first, and each entry's too; what is withdrawn there is withdrawn here, what is gone goes.

use egress::{Limits, Url};
use http_server::{Error, Result};
use ruma::{
    serde::Base64,
    signatures::{PublicKeyMap, verify_json},
};
use serde_json::Value;
use std::{
    collections::{BTreeMap, HashSet},
    time::Duration,
};
use store::{blobs, jobs, params};

use super::{
    entry::{self, Entry, State as EntryState},
    files,
    kind::Kind,
    list::DirectoryList,
    release::{self, About, Release, ReleaseState},
    shown::{DirectoryEntry, canonical},
    store_import,
    subscriptions::{self, ListKind, Subscription},
};
use crate::Services;

/// The job. Payload: the source. Of one that nobody subscribes to any more, everything goes.
pub(crate) const FOLLOW: &str = "directory_follow";
/// The same, once.
pub(crate) const FOLLOW_NOW: &str = "directory_follow_now";
const AGAIN_MS: u64 = 24 * 3600 * 1000;
/// A list of 20,000 entries.
const LIMITS: Limits = Limits::new(Duration::from_secs(60), 64 * 1024 * 1024);
/// Entries of one change, so that a commit stays short.
const PAGE: usize = 50;
const TEXT_CHARS_MAX: usize = 2000;
const LINE_CHARS_MAX: usize = 255;
const PROBLEM_CHARS_MAX: usize = 300;

/// What a list is recognised by from its first look on.
pub(super) struct Pinned {
    pub(super) server: String,
    pub(super) key_id: String,
    pub(super) public_key: String,
}

/// Looks at a list for the first time. The error is for the host.
pub(super) async fn first_look(s: &Services, url: &str) -> std::result::Result<Pinned, String> {
    let (text, list) = fetch(s, url).await?;
    if list.server == s.config.server_name.as_str() {
        return Err("This is the list of this server".into());
    }
    if !speaks_for(url, &list.server) {
        return Err(format!(
            "The list says that it is of {}, and comes from elsewhere",
            list.server
        ));
    }
    let signed = list.signatures.get(&list.server);
    let (key_id, public_key) = list
        .verify_keys
        .iter()
        .find(|(id, _)| signed.is_some_and(|signed| signed.contains_key(*id)))
        .ok_or("The list is not signed")?;
    let pinned = Pinned {
        server: list.server.clone(),
        key_id: key_id.clone(),
        public_key: public_key.clone(),
    };
    check(s, &text, &list, &pinned)?;
    Ok(pinned)
}

/// Whether an address may list in the name of a server: it is of its host, or below it.
fn speaks_for(url: &str, server: &str) -> bool {
    let name = server.rsplit_once(':').map_or(server, |(name, port)| {
        if port.bytes().all(|b| b.is_ascii_digit()) {
            name
        } else {
            server
        }
    });
    let host = Url::parse(url)
        .ok()
        .and_then(|url| url.host_str().map(str::to_owned));
    host.is_some_and(|host| {
        host == name || (!name.is_empty() && host.ends_with(&format!(".{name}")))
    })
}

async fn fetch(s: &Services, url: &str) -> std::result::Result<(Value, DirectoryList), String> {
    let answer = s
        .egress
        .get(url, LIMITS)
        .await
        .map_err(|error| error.to_string())?;
    let body = answer.ok().map_err(|error| error.to_string())?.body;
    let text: Value =
        serde_json::from_slice(&body).map_err(|_| "The answer is no list".to_owned())?;
    let list = serde_json::from_value(text.clone())
        .map_err(|error| format!("The answer is no list: {error}"))?;
    Ok((text, list))
}

fn check(
    s: &Services,
    text: &Value,
    list: &DirectoryList,
    pinned: &Pinned,
) -> std::result::Result<(), String> {
    if list.version != 1 {
        return Err("The list is of a newer kind than this server knows".into());
    }
    if list.server != pinned.server {
        return Err(format!("The list is now one of {}", list.server));
    }
    if list.expires_ms < s.now_ms() {
        return Err("The list has expired".into());
    }
    let keys = keys(pinned).ok_or("The list's key is none")?;
    if is_signed(text, &keys) {
        return Ok(());
    }
    Err("The list is not signed by the key that signed it first: ask its host, then end the subscription and add it again".into())
}

fn keys(pinned: &Pinned) -> Option<PublicKeyMap> {
    let key = Base64::parse(&pinned.public_key).ok()?;
    let of_server = BTreeMap::from([(pinned.key_id.clone(), key)]);
    Some(BTreeMap::from([(pinned.server.clone(), of_server)]))
}

fn is_signed(value: &Value, keys: &PublicKeyMap) -> bool {
    canonical(value).is_ok_and(|object| verify_json(keys, &object).is_ok())
}

/// Does [`FOLLOW`] and, without `again`, [`FOLLOW_NOW`].
pub(crate) async fn follow_in_job(
    s: Services,
    source: String,
    again: bool,
) -> std::result::Result<(), String> {
    let followed = follow(&s, &source, again).await;
    followed.map_err(|error| error.to_string())
}

async fn follow(s: &Services, source: &str, again: bool) -> Result<()> {
    let name = source.to_owned();
    let known = s
        .store
        .read(move |tx| subscriptions::by_source(tx, &name))
        .await?;
    let Some(subscription) = known else {
        return drop_but(s, source, &HashSet::new()).await;
    };
    let done = match subscription.kind {
        ListKind::Causeway => apply_list(s, &subscription).await?,
        ListKind::Xdcget => store_import::import(s, &subscription.url).await,
    };
    let (entries, problem) = match done {
        Ok(entries) => (Some(entries), None),
        Err(problem) => (
            None,
            Some(problem.chars().take(PROBLEM_CHARS_MAX).collect::<String>()),
        ),
    };
    let (name, now_ms) = (source.to_owned(), s.now_ms());
    s.store
        .write(move |w| {
            let still = w.execute(
                "UPDATE directory_subscription SET problem = ?2, entries = COALESCE(?3, entries),
                   fetched_ms = COALESCE(?4, fetched_ms) WHERE source = ?1",
                params![&name, problem.as_deref(), entries, entries.map(|_| now_ms)],
            )?;
            if still > 0 && again {
                jobs::enqueue(w, FOLLOW, &name, now_ms + AGAIN_MS)?;
            }
            Ok(())
        })
        .await
}

/// How many entries the list has, or why it was not taken.
async fn apply_list(
    s: &Services,
    subscription: &Subscription,
) -> Result<std::result::Result<u64, String>> {
    let Subscription { url, source, .. } = subscription;
    let pinned = Pinned {
        server: source.clone(),
        key_id: subscription.key_id.clone().unwrap_or_default(),
        public_key: subscription.public_key.clone().unwrap_or_default(),
    };
    let fetched = fetch(s, url).await;
    let checked = fetched.and_then(|(text, list)| check(s, &text, &list, &pinned).map(|()| text));
    let text = match checked {
        Ok(text) => text,
        Err(problem) => return Ok(Err(problem)),
    };
    let Some(keys) = keys(&pinned) else {
        return Ok(Err("The list's key is none".into()));
    };
    let all = text["entries"].as_array().cloned().unwrap_or_default();
    let fit: Vec<DirectoryEntry> = all
        .into_iter()
        .filter(|one| is_signed(one, &keys))
        .filter_map(|one| serde_json::from_value(one).ok())
        .filter(|one| fits(one, source))
        .collect();
    for page in fit.chunks(PAGE) {
        let (work, source, url, page) = (s.clone(), source.clone(), url.clone(), page.to_vec());
        s.store
            .write(move |w| {
                for one in &page {
                    take(&work, w, &source, &url, one)?;
                }
                Ok::<_, Error>(())
            })
            .await?;
    }
    let there: HashSet<String> = fit.iter().map(|one| one.id.clone()).collect();
    drop_but(s, source, &there).await?;
    Ok(Ok(there.len() as u64))
}

/// What another host may list here: no people, nothing too long, nothing under a name that is not its own.
fn fits(one: &DirectoryEntry, source: &str) -> bool {
    let of_id = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"_-.".contains(&b);
    let lines = [
        Some(&one.name),
        Some(&one.summary),
        Some(&one.category),
        one.place.as_ref(),
        one.icon.as_ref(),
        one.site.as_ref(),
        one.user_id.as_ref(),
        one.domain.as_ref(),
    ];
    let is_short = |text: &String| text.chars().count() <= LINE_CHARS_MAX && !text.contains('\0');
    let app_fits = one.mini_app.as_ref().is_none_or(|app| {
        [&app.app_id, &app.version, &app.url]
            .into_iter()
            .all(is_short)
            && blobs::is_id(&app.sha256)
    });
    one.kind != Kind::Person
        && one.server == source
        && !one.id.is_empty()
        && is_short(&one.id)
        && one.id.bytes().all(of_id)
        && !one.name.trim().is_empty()
        && lines.into_iter().flatten().all(is_short)
        && one.description.chars().count() <= TEXT_CHARS_MAX
        && !one.description.contains('\0')
        && one.languages.len() <= 16
        && one.languages.iter().all(is_short)
        && (one.kind == Kind::MiniApp) == one.mini_app.is_some()
        && app_fits
}

/// Stores an entry of another host, if it is new or changed.
fn take(
    s: &Services,
    w: &mut store::Write<'_, '_>,
    source: &str,
    url: &str,
    one: &DirectoryEntry,
) -> Result<()> {
    let json = serde_json::to_vec(one).map_err(Error::internal)?;
    let subject = match (&one.mini_app, &one.group) {
        (Some(app), _) => app.app_id.clone(),
        (None, Some(group)) => group.room_id.clone(),
        (None, None) => one.id.clone(),
    };
    let known = entry::by_id(w, &format!("{}:{source}", one.id))?;
    let mut entry = match known {
        Some(known) if known.json == json => return Ok(()),
        Some(known) if known.kind != one.kind => return Ok(()),
        Some(known) => known,
        // Two entries about the same: the first one counts.
        None if entry::by_subject(w, source, one.kind, &subject)?.is_some() => return Ok(()),
        None => Entry::new(&one.id, source, one.kind, &subject, None, s.now_ms()),
    };
    if entry.subject != subject {
        return Ok(());
    }
    if entry.state != EntryState::Removed {
        entry.state = if one.withdrawn {
            EntryState::Withdrawn
        } else {
            EntryState::Shown
        };
    }
    entry.json = json;
    entry.category.clone_from(&one.category);
    entry.reviewed_ms = one.reviewed_ts;
    entry.save(s, w)?;
    take_release(s, w, &entry, url, one)?;
    Ok(entry.warn(w)?)
}

/// The version of another host's mini-app: its bytes stay there until somebody asks for them.
fn take_release(
    s: &Services,
    w: &mut store::Write<'_, '_>,
    entry: &Entry,
    url: &str,
    one: &DirectoryEntry,
) -> Result<()> {
    let Some(app) = &one.mini_app else {
        return Ok(());
    };
    let known = release::of_entry(w, entry.nid)?;
    if known
        .iter()
        .any(|known| known.version == app.version && known.sha256 == app.sha256)
    {
        return Ok(());
    }
    let remote = Url::parse(url).and_then(|list| list.join(&app.url));
    let Some(remote) = remote.ok().filter(|remote| same_origin(url, remote)) else {
        return Ok(());
    };
    files::forget(s, w, entry)?;
    w.execute(
        "DELETE FROM directory_release WHERE entry_nid = ?1",
        params![entry.nid],
    )?;
    let about = About {
        name: one.name.clone(),
        summary: one.summary.clone(),
        description: one.description.clone(),
        category: one.category.clone(),
        languages: one.languages.clone(),
        permissions: app.permissions.clone(),
        source_code_url: app.source_code_url.clone(),
        translations: app.translations.clone(),
    };
    let icon = one.icon.as_deref().and_then(|icon| icon.rsplit('/').next());
    Release {
        nid: 0,
        entry: entry.nid,
        version: app.version.clone(),
        state: ReleaseState::Reviewed,
        sha256: app.sha256.clone(),
        size: app.size,
        icon: icon.filter(|icon| blobs::is_id(icon)).map(str::to_owned),
        remote: Some(remote.to_string()),
        manifest: serde_json::to_vec(&about).map_err(Error::internal)?,
        submitted_ms: s.now_ms(),
        decided_ms: Some(s.now_ms()),
        note: None,
    }
    .insert(w)?;
    Ok(())
}

/// A list names files of its own host alone.
fn same_origin(list: &str, file: &Url) -> bool {
    Url::parse(list).is_ok_and(|list| list.origin() == file.origin())
}

/// Drops what a source no longer lists.
async fn drop_but(s: &Services, source: &str, there: &HashSet<String>) -> Result<()> {
    let name = source.to_owned();
    let known = s.store.read(move |tx| {
        tx.query::<(i64, String), store::StoreError>(
            "SELECT nid, id FROM directory_entry WHERE source = ?1 AND source <> ''",
            params![&name],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
    });
    let gone: Vec<i64> = known
        .await?
        .into_iter()
        .filter(|(_, id)| !there.contains(id))
        .map(|(nid, _)| nid)
        .collect();
    for page in gone.chunks(PAGE) {
        let (work, page) = (s.clone(), page.to_vec());
        s.store
            .write(move |w| {
                for nid in &page {
                    if let Some(entry) = entry::by_nid(w, *nid)? {
                        files::forget(&work, w, &entry)?;
                        entry.delete(w)?;
                    }
                }
                Ok::<_, Error>(())
            })
            .await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::speaks_for;

    #[test]
    fn a_list_comes_from_the_host_whose_name_it_bears() {
        for (url, server) in [
            ("https://example.org/x", "example.org"),
            ("https://matrix.example.org/x", "example.org"),
            ("http://127.0.0.1:81/x", "127.0.0.1:81"),
        ] {
            assert!(speaks_for(url, server), "{url} {server}");
        }
        for (url, server) in [
            ("https://evil.example/x", "example.org"),
            ("https://notexample.org/x", "example.org"),
            ("https://example.org/x", ""),
            ("nonsense", "nonsense"),
        ] {
            assert!(!speaks_for(url, server), "{url} {server}");
        }
    }
}
