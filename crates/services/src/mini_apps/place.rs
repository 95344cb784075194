//! Which names are origins of mini-apps: every name below one domain (`--mini-apps-domain`).

use std::fmt;

use base::config::Config;
use url::{Host, Url};

/// What switches mini-apps off where they would be on.
const OFF: &str = "off";
/// Resolved by every browser to the machine itself, labels before it too, and a secure context without a certificate.
const LOCALHOST: &str = "localhost";

/// The domain below which each mini-app has a name of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    scheme: String,
    domain: String,
    port: Option<u16>,
    /// The origins whose pages may show a mini-app.
    pub(super) embedders: String,
    /// The host of the public URL.
    public_host: String,
}

/// Why a domain cannot be one for mini-apps.
#[derive(Debug, PartialEq, Eq)]
pub struct PlaceError(String);

impl fmt::Display for PlaceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for PlaceError {}

impl Place {
    /// Where the settings want them; `None`: nowhere.
    pub fn of(config: &Config) -> Result<Option<Self>, PlaceError> {
        let Some(public) = Url::parse(&config.public_url).ok() else {
            return Ok(None);
        };
        let public_host = public.host_str().unwrap_or_default().to_owned();
        let (domain, port) = match config.mini_apps_domain.as_deref() {
            Some(OFF) => return Ok(None),
            Some(given) => read(given)?,
            None if is_this_machine(&public) => (LOCALHOST.to_owned(), None),
            None => return Ok(None),
        };
        // A name below the domain is a mini-app's, whatever is asked of it: the web app must not be one.
        if is_below(&public_host, &domain) {
            return Err(PlaceError(format!(
                "the mini-apps domain {domain} must not hold the public address {public_host}: \
                 choose a domain beside it, such as apps.{domain}, or better another one"
            )));
        }
        Ok(Some(Self {
            scheme: public.scheme().to_owned(),
            port: port.or(public.port()),
            embedders: embedders(&public),
            domain,
            public_host,
        }))
    }

    /// The origin of the mini-app `label`.
    pub fn origin(&self, label: &str) -> String {
        let Self { scheme, domain, .. } = self;
        match self.port {
            Some(port) => format!("{scheme}://{label}.{domain}:{port}"),
            None => format!("{scheme}://{label}.{domain}"),
        }
    }

    /// All origins of mini-apps, as a content security policy names them.
    pub fn origins(&self) -> String {
        self.origin("*")
    }

    /// The domain.
    pub fn domain(&self) -> &str {
        &self.domain
    }

    /// Whether `host` (a `Host` header or an authority) is a name of mini-apps. The domain itself is one, too, where
    /// people do not reach the web app by it.
    pub fn holds(&self, host: &str) -> bool {
        let name = name(host);
        let is_own =
            name == self.domain && self.domain != LOCALHOST && self.domain != self.public_host;
        is_own || is_below(&name, &self.domain)
    }
}

/// The name of an authority, without port and final dot, in lower case.
fn name(authority: &str) -> String {
    let host = authority.rsplit('@').next().unwrap_or(authority);
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    name.trim_end_matches('.').to_ascii_lowercase()
}

fn is_below(name: &str, domain: &str) -> bool {
    name.strip_suffix(domain)
        .is_some_and(|label| label.ends_with('.'))
}

/// `NAME` or `NAME:PORT`.
fn read(given: &str) -> Result<(String, Option<u16>), PlaceError> {
    let wrong = || {
        PlaceError(format!(
            "{given:?} is no domain for mini-apps: give a name such as apps.example.org, or {OFF}"
        ))
    };
    let url = Url::parse(&format!("ws://{given}")).map_err(|_| wrong())?;
    let is_plain = url.path() == "/" && url.query().is_none() && url.username().is_empty();
    match url.host() {
        Some(Host::Domain(name)) if is_plain && !name.starts_with('.') => {
            Ok((name.trim_end_matches('.').to_owned(), url.port()))
        }
        _ => Err(wrong()),
    }
}

fn is_this_machine(public: &Url) -> bool {
    match public.host() {
        Some(Host::Domain(name)) => name == LOCALHOST,
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// On one machine people use both of its names, and developers a second port.
fn embedders(public: &Url) -> String {
    if is_this_machine(public) {
        return "http://localhost:* http://127.0.0.1:*".to_owned();
    }
    public.origin().ascii_serialization()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(public_url: &str, domain: Option<&str>) -> Result<Option<Place>, PlaceError> {
        let mut config = Config::new("example.org".try_into().unwrap(), "x".into());
        config.public_url = public_url.to_owned();
        config.mini_apps_domain = domain.map(str::to_owned);
        Place::of(&config)
    }

    #[test]
    fn one_machine_needs_no_setting_and_a_public_host_gets_nothing_without_one() {
        for machine in [
            "http://127.0.0.1:8008",
            "http://localhost:8008",
            "http://[::1]:8008",
        ] {
            let place = place(machine, None).unwrap().unwrap();
            assert_eq!(place.origins(), "http://*.localhost:8008", "{machine}");
        }
        for public in [
            "https://example.org",
            "http://192.168.1.7:8008",
            "http://localhost.example.org",
        ] {
            assert_eq!(place(public, None).unwrap(), None, "{public}");
        }
        assert_eq!(place("http://127.0.0.1:8008", Some("off")).unwrap(), None);
    }

    #[test]
    fn a_domain_gives_origins_with_the_scheme_and_port_of_the_public_address() {
        let origin = |public, domain| place(public, Some(domain)).unwrap().unwrap().origin("a");
        let public = "https://chat.example.org";
        assert_eq!(
            origin(public, "apps.example.net"),
            "https://a.apps.example.net"
        );
        assert_eq!(
            origin(public, "apps.example.net:8443"),
            "https://a.apps.example.net:8443"
        );
        assert_eq!(
            origin("http://chat.test:81", "APPS.test."),
            "http://a.apps.test:81"
        );
    }

    #[test]
    fn what_is_no_domain_and_what_holds_the_web_app_is_refused() {
        for domain in [
            "",
            "https://a",
            "a b",
            "10.0.0.1",
            "[::1]",
            "a/b",
            "a?b",
            "u@a",
            ".a",
            "example.org",
        ] {
            place("https://chat.example.org", Some(domain)).unwrap_err();
        }
    }

    #[test]
    fn a_name_below_the_domain_is_one_however_it_is_written() {
        let place = place("https://example.org", Some("apps.example.org"))
            .unwrap()
            .unwrap();
        for name in [
            "a.apps.example.org",
            "A.Apps.Example.Org:443",
            "a.apps.example.org.",
            "a.b.apps.example.org.:8",
            "u@a.apps.example.org",
            "apps.example.org",
            ".apps.example.org",
        ] {
            assert!(place.holds(name), "{name}");
        }
        for other in [
            "example.org",
            "chat.example.org",
            "xapps.example.org",
            "apps.example.org.evil",
            "",
        ] {
            assert!(!place.holds(other), "{other}");
        }
    }
}
