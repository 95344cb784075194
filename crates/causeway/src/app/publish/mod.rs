//! `causeway app publish`: a packed mini-app goes into a server's directory, where the host looks at it before others see it.

mod server;
mod sign_in;

use std::{fs, path::PathBuf};

use anyhow::{Context, Result, bail};
use bytes::Bytes;
use clap::Args;
use serde::Deserialize;
use services::mini_apps::archive::{self, Archive};

use self::server::{Server, plain};
use super::check;

const MINI_APPS: &str = "/_causeway/v1/directory/mini-apps";

/// What is published, where, and what is said of it beside its manifest.
#[derive(Debug, Args)]
pub struct Options {
    /// The file that `causeway app pack` made
    file: PathBuf,
    /// Where: the address at which its people open the web app
    #[arg(long, value_name = "URL")]
    server: String,
    /// Who publishes; the password is asked for [default: asked for; nobody is asked where CAUSEWAY_ACCESS_TOKEN is set]
    #[arg(long, value_name = "NAME")]
    user: Option<String>,
    /// Its name among mini-apps [default: id in the manifest's table `[causeway]`, as are those below]
    #[arg(long, value_name = "ID")]
    app_id: Option<String>,
    /// Higher than all before
    #[arg(long, value_name = "VERSION")]
    app_version: Option<String>,
    /// games, tools, social, family, shopping, food, health, learning, travel, money, city, culture, news or work
    #[arg(long)]
    category: Option<String>,
    /// Codes with commas between them: en,zh-Hans
    #[arg(long, value_name = "CODES")]
    languages: Option<String>,
    /// What it is for; the first line stands in lists
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
}

/// An entry of mine in the directory.
#[derive(Debug, Deserialize)]
struct MyEntry {
    entry: Entry,
    /// The newest is the first.
    releases: Vec<Release>,
}

#[derive(Debug, Deserialize)]
struct Entry {
    name: String,
}

#[derive(Debug, Deserialize)]
struct Release {
    version: String,
    state: String,
}

/// Signs in, publishes, and signs out again.
pub fn publish(options: &Options) -> Result<()> {
    let name = options.file.display();
    if options.file.is_dir() {
        bail!("{name} is a folder: `causeway app pack {name}` makes the file to publish");
    }
    let bytes = fs::read(&options.file).with_context(|| {
        format!("cannot read {name}: `causeway app pack` makes a file to publish")
    })?;
    let app = archive::read(&bytes)?;
    check_named(options, &app)?;
    tell_what_is_missing(options, &bytes, &app)?;
    let server = Server::at(&options.server)?;
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("cannot start")?
        .block_on(async {
            let session = sign_in::sign_in(&server, options.user.as_deref()).await?;
            let done = send(&server, &session.token, options, bytes.into()).await;
            // Also where publishing failed: no device of a program stays in somebody's list.
            sign_in::sign_out(&server, session).await;
            println!("{}", done?);
            Ok(())
        })
}

/// Which mini-app and which version: known before anybody is asked for a password.
fn check_named(options: &Options, app: &Archive) -> Result<()> {
    let own = &app.manifest.causeway;
    if options.app_id.is_none() && own.id.is_none() {
        bail!(
            "it has no id in the directory: give --app-id, or write `id` into [causeway] in manifest.toml and pack it again"
        );
    }
    if options.app_version.is_none() && own.version.is_none() {
        bail!(
            "it has no version: give --app-version, or write `version` into [causeway] in manifest.toml and pack it again"
        );
    }
    Ok(())
}

fn tell_what_is_missing(options: &Options, bytes: &[u8], app: &Archive) -> Result<()> {
    let files = archive::files(bytes)?;
    for warning in check::warnings(&files, app) {
        let is_said = options.description.is_some() && warning == check::NO_DESCRIPTION;
        if !is_said {
            eprintln!("{warning}");
        }
    }
    Ok(())
}

/// Publishes it; the answer is what to tell.
async fn send(server: &Server, token: &str, options: &Options, archive: Bytes) -> Result<String> {
    let said = [
        ("app_id", options.app_id.as_deref()),
        ("version", options.app_version.as_deref()),
        ("category", options.category.as_deref()),
        ("languages", options.languages.as_deref()),
        ("description", options.description.as_deref()),
    ];
    let mine: MyEntry = server
        .post_archive(MINI_APPS, &said, token, archive)
        .await?;
    Ok(told(server, &mine))
}

fn told(server: &Server, mine: &MyEntry) -> String {
    let name = plain(&mine.entry.name);
    let mut versions = mine.releases.iter();
    let newest = versions.next();
    let version = newest.map(|one| plain(&one.version)).unwrap_or_default();
    let after = match versions.next() {
        Some(last) => format!("a new version, after {}", plain(&last.version)),
        None => "new in the directory".to_owned(),
    };
    let then = if newest.is_some_and(|one| one.state == "waits") {
        "It waits until the host has looked at it: how it stands is in Discover, \"Be found here\". Then it is found at"
    } else {
        "Everybody finds it at"
    };
    format!(
        "{name} {version}: {after}.\n{then} {}",
        server.page("/discover")
    )
}
