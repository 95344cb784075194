//! The server that an app is published on, as a client sees it.

use std::{net::IpAddr, time::Duration};

use anyhow::{Context, Result, bail};
use bytes::Bytes;
use egress::{Egress, EgressConfig, EgressError, Fetched, HeaderMap, Limits, Url};
use http::{HeaderValue, header};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;

/// A large app on a slow line.
const LIMITS: Limits = Limits::new(Duration::from_secs(300), 4 * 1024 * 1024);
/// Longest text of a server that is shown.
const TOLD_CHARS_MAX: usize = 500;

/// Its address, and the way there.
pub struct Server {
    url: Url,
    egress: Egress,
}

/// What a server says when it refuses (Matrix, "Standard error response").
#[derive(Debug, Deserialize)]
struct Refusal {
    errcode: String,
    #[serde(default)]
    error: String,
}

impl Server {
    /// By the address that was given; without `https://` too.
    pub fn at(given: &str) -> Result<Self> {
        let whole = if given.contains("://") {
            given.to_owned()
        } else {
            format!("https://{given}")
        };
        let url = Url::parse(&whole)
            .ok()
            .filter(|url| url.has_host() && url.username().is_empty() && url.password().is_none());
        let url = url.with_context(|| {
            format!("--server {given}: give the address of the web app, such as https://chat.example.org")
        })?;
        let is_safe = match url.scheme() {
            "https" => true,
            "http" => is_this_machine(&url),
            _ => false,
        };
        if !is_safe {
            bail!(
                "--server {given}: give its https:// address, so that nobody on the way reads your password"
            );
        }
        // The guard keeps a server from being sent into its host's own network by strangers. Here a person at a command line
        // says where to go, a server in the next room included.
        let anywhere = EgressConfig::allowing(&["0.0.0.0/0", "::/0"])?;
        Ok(Self {
            url,
            egress: Egress::new(&anywhere)?,
        })
    }

    /// The address of a page of its web app.
    pub fn page(&self, path: &str) -> Url {
        let mut url = self.url.clone();
        url.set_path(path);
        url.set_query(None);
        url.set_fragment(None);
        url
    }

    /// Sends JSON, by whom.
    pub async fn post_json<T: DeserializeOwned>(
        &self,
        path: &str,
        token: Option<&str>,
        body: &(impl Serialize + Sync),
    ) -> Result<T> {
        let mut headers = token.map_or_else(|| Ok(HeaderMap::new()), bearer)?;
        let json = HeaderValue::from_static("application/json");
        headers.insert(header::CONTENT_TYPE, json);
        let (url, body) = (self.page(path), serde_json::to_vec(body)?);
        let got = self.egress.post(url.as_str(), headers, body.into(), LIMITS);
        self.understood(got.await)
    }

    /// Sends a packed app, with what is said of it.
    pub async fn post_archive<T: DeserializeOwned>(
        &self,
        path: &str,
        said: &[(&str, Option<&str>)],
        token: &str,
        archive: Bytes,
    ) -> Result<T> {
        let mut url = self.page(path);
        for (key, value) in said {
            if let Some(value) = value {
                url.query_pairs_mut().append_pair(key, value);
            }
        }
        let mut headers = bearer(token)?;
        let kind = HeaderValue::from_static("application/webxdc+zip");
        headers.insert(header::CONTENT_TYPE, kind);
        let got = self.egress.post(url.as_str(), headers, archive, LIMITS);
        self.understood(got.await)
    }

    /// The answer, or what to do.
    fn understood<T: DeserializeOwned>(&self, got: Result<Fetched, EgressError>) -> Result<T> {
        let place = self.page("/");
        let got = got.with_context(|| format!("cannot reach {place}"))?;
        if got.status.is_success()
            && let Ok(answer) = serde_json::from_slice(&got.body)
        {
            return Ok(answer);
        }
        let refusal = serde_json::from_slice::<Refusal>(&got.body).ok();
        match refusal {
            Some(Refusal { errcode, .. }) if errcode == "M_UNRECOGNIZED" => {
                bail!("{place} has no directory: ask its host, or publish elsewhere")
            }
            Some(Refusal { errcode, .. }) if errcode == "M_UNKNOWN_TOKEN" => bail!(
                "{place} does not know this access token any more: take a new one, or unset CAUSEWAY_ACCESS_TOKEN to sign \
                 in by a password"
            ),
            Some(Refusal { error, .. }) => bail!("{place} says: {}", plain(&error)),
            None => bail!(
                "{place} does not answer as a Causeway server (status {}): give the address at which its people open the web \
                 app",
                got.status.as_u16()
            ),
        }
    }
}

fn bearer(token: &str) -> Result<HeaderMap> {
    let mut value = HeaderValue::try_from(format!("Bearer {token}"))
        .ok()
        .context("the access token has characters that none has: look at CAUSEWAY_ACCESS_TOKEN")?;
    value.set_sensitive(true);
    Ok(HeaderMap::from_iter([(header::AUTHORIZATION, value)]))
}

/// Where nobody is on the way.
fn is_this_machine(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']');
    let is_own = address.parse::<IpAddr>().is_ok_and(|own| own.is_loopback());
    is_own || host == "localhost" || host.ends_with(".localhost")
}

/// What a server says, for a terminal: no control characters, and not without end.
pub fn plain(text: &str) -> String {
    let shown = text.chars().filter(|c| !c.is_control());
    shown.take(TOLD_CHARS_MAX).collect()
}

/// An answer of which nothing is needed.
pub type Anything = Value;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_that_of_a_web_app_and_passwords_travel_in_secret() {
        for (given, page) in [
            ("chat.example.org", "https://chat.example.org/discover"),
            (
                "https://chat.example.org:8448/discover?x#y",
                "https://chat.example.org:8448/discover",
            ),
            ("http://localhost:8008", "http://localhost:8008/discover"),
            ("http://127.0.0.1:8008/", "http://127.0.0.1:8008/discover"),
        ] {
            assert_eq!(Server::at(given).unwrap().page("/discover").as_str(), page);
        }
        for wrong in [
            "http://chat.example.org",
            "http://127.example.org",
            "ftp://localhost",
            "https://ada:secret@chat.example.org",
            "",
        ] {
            assert!(Server::at(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_a_server_says_cannot_draw_on_the_terminal() {
        assert_eq!(plain("no\u{1b}[2J\nway"), "no[2Jway");
    }
}
