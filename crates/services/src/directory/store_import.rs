//! Imports a store that `xdcget export` made (xdcget 0.3): `xdcget.lock` tells of each mini-app where its archive is beside
//! it. Each new version waits here for the host's review, like one that somebody published.

use bytes::Bytes;
use egress::{Limits, Url};
use serde::Deserialize;
use std::{collections::BTreeMap, time::Duration};

use super::{
    entry,
    kind::Kind,
    publish::{self, PublishedAs},
    release::{self, ReleaseState},
};
use crate::{Services, mini_apps::archive::ARCHIVE_BYTES_MAX};

const LOCK: Limits = Limits::new(Duration::from_secs(30), 2 * 1024 * 1024);
const ARCHIVE: Limits = Limits::new(Duration::from_secs(60), ARCHIVE_BYTES_MAX);
/// Mini-apps of one store.
const APPS_MAX: usize = 500;
/// Problems that are told.
const PROBLEMS_MAX: usize = 3;

/// A mini-app of a store.
#[derive(Debug, Deserialize)]
struct Listed {
    app_id: String,
    tag_name: String,
    #[serde(default)]
    description: String,
    cache_relname: String,
}

type Lock = BTreeMap<String, Listed>;

/// Whether there is a store at this address. The error is for the host.
pub(super) async fn look(s: &Services, url: &str) -> Result<(), String> {
    lock(s, url).await.map(|_| ())
}

async fn lock(s: &Services, url: &str) -> Result<Lock, String> {
    let body = fetch(s, url, LOCK).await?;
    let text = std::str::from_utf8(&body).map_err(|_| "xdcget.lock is not in UTF-8".to_owned())?;
    let lock: Lock = toml::from_str(text)
        .map_err(|error| format!("This is no xdcget.lock: {}", error.message()))?;
    if lock.is_empty() || lock.len() > APPS_MAX {
        return Err(format!(
            "A store has 1 to {APPS_MAX} mini-apps, this one {}",
            lock.len()
        ));
    }
    Ok(lock)
}

async fn fetch(s: &Services, url: &str, limits: Limits) -> Result<Bytes, String> {
    let answer = s
        .egress
        .get(url, limits)
        .await
        .map_err(|error| error.to_string())?;
    Ok(answer.ok().map_err(|error| error.to_string())?.body)
}

/// Takes what is new. How many mini-apps the store has, or what is wrong with some of them.
pub(super) async fn import(s: &Services, url: &str) -> Result<u64, String> {
    let lock = lock(s, url).await?;
    let many = lock.len() as u64;
    let mut problems = Vec::new();
    for listed in lock.into_values() {
        let name = listed.app_id.clone();
        if let Err(problem) = import_one(s, url, listed).await {
            problems.push(format!("{name}: {problem}"));
        }
    }
    if problems.is_empty() {
        return Ok(many);
    }
    problems.truncate(PROBLEMS_MAX);
    Err(problems.join("; "))
}

async fn import_one(s: &Services, url: &str, listed: Listed) -> Result<(), String> {
    let (app_id, version) = (listed.app_id.clone(), listed.tag_name.clone());
    let known = s.store.read(move |tx| {
        let Some(entry) = entry::by_subject(tx, "", Kind::MiniApp, &app_id)? else {
            return Ok::<_, store::StoreError>(false);
        };
        Ok(release::by_version(tx, entry.nid, &version)?.is_some())
    });
    if known.await.map_err(|error| error.to_string())? {
        return Ok(());
    }
    let archive = Url::parse(url)
        .and_then(|lock| lock.join(&listed.cache_relname))
        .map_err(|_| "its archive has no address".to_owned())?;
    let bytes = fetch(s, archive.as_str(), ARCHIVE).await?;
    let said = PublishedAs::of_store(listed.app_id, listed.tag_name, listed.description);
    let published = publish::read(bytes, said)
        .await
        .map_err(|error| error.message().to_owned())?;
    let kept = publish::keep(s, published, None, ReleaseState::Waits, |_, _| Ok(()));
    kept.await.map_err(|error| error.message().to_owned())
}
