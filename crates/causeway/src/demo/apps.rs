//! The mini-apps of this repository (`apps/`), published in the demo's directory by who runs it.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use axum::body::Body;
use http::{Method, Request, header};
use rust_embed::RustEmbed;
use serde_json::{Value, json};
use services::mini_apps::archive;

use super::Actor;

/// Each folder with a manifest is a mini-app.
#[derive(RustEmbed)]
#[folder = "../../apps"]
struct Shipped;

const DIRECTORY: &str = "/_causeway/v1/directory";
/// What newcomers are shown first.
const RECOMMENDED: &[&str] = &["chess", "calendar", "shop"];

/// Publishes those that are not there yet in this version; how many there are then.
pub(super) async fn publish(people: &[Actor]) -> Result<usize> {
    let host = people.first().context("the demo has no people")?;
    let there = published(host).await?;
    let apps = packed()?;
    for (id, bytes) in &apps {
        let version = archive::read(bytes)?.manifest.causeway.version;
        if !there.contains(&(id.clone(), version.unwrap_or_default())) {
            let request = Request::builder()
                .method(Method::POST)
                .uri(format!("{DIRECTORY}/mini-apps"))
                .header(header::CONTENT_TYPE, "application/webxdc+zip");
            host.send(request, Body::from(bytes.clone()))
                .await
                .with_context(|| format!("the mini-app {id}"))?;
        }
        if RECOMMENDED.contains(&id.as_str()) {
            let path = format!("/_causeway/v1/admin/directory/entries/app.{id}");
            host.put(&path, json!({ "featured": true })).await?;
        }
    }
    Ok(apps.len())
}

/// Ids and versions of those in the directory.
async fn published(host: &Actor) -> Result<BTreeSet<(String, String)>> {
    let path = format!("{DIRECTORY}?kind=mini_app&limit=100");
    let found = host.call(Method::GET, &path, &Value::Null).await?;
    let entries = found["results"].as_array().into_iter().flatten();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let of = |entry: &Value| {
        let app = &entry["mini_app"];
        (text(&app["app_id"]), text(&app["version"]))
    };
    Ok(entries.map(of).collect())
}

/// The archives, by id.
pub(super) fn packed() -> Result<BTreeMap<String, Vec<u8>>> {
    let mut folders: BTreeMap<String, BTreeMap<String, Vec<u8>>> = BTreeMap::new();
    for path in Shipped::iter() {
        let (Some((id, name)), Some(file)) = (path.split_once('/'), Shipped::get(&path)) else {
            continue;
        };
        // The icon's source, as scripts/pack-apps leaves it out.
        if name == "icon.svg" {
            continue;
        }
        let files = folders.entry(id.to_owned()).or_default();
        files.insert(name.to_owned(), file.data.into_owned());
    }
    folders
        .into_iter()
        .filter(|(_, files)| files.contains_key("manifest.toml"))
        .map(|(id, files)| Ok((id, archive::write(&files)?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_app_is_one_that_hosts_take() {
        let apps = packed().unwrap();
        assert!(apps.len() >= 8, "{:?}", apps.keys());
        for (id, bytes) in apps {
            let app = archive::read(&bytes).unwrap();
            assert_eq!(app.manifest.causeway.id, Some(id.clone()));
            assert!(
                app.files.contains(&"kit/kit.css".to_owned()),
                "{id}: what the apps share is in each"
            );
            assert!(app.icon.is_some(), "{id}");
        }
    }
}
