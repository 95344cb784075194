//! Which URLs may be asked for at all, before any name is resolved.

use std::net::IpAddr;

use ipnet::IpNet;
use url::{Host, Url};

use crate::{EgressError, address};

/// A longer address is not one that a person pastes.
const URL_BYTES_MAX: usize = 8 * 1024;

/// Reads `text` as an address that may be fetched.
pub(crate) fn parse(text: &str, allow: &[IpNet]) -> Result<Url, EgressError> {
    if text.len() > URL_BYTES_MAX {
        return Err(EgressError::BadUrl("longer than 8 KiB"));
    }
    let url = Url::parse(text).map_err(|_| EgressError::BadUrl("it is not a complete URL"))?;
    check(&url, allow)?;
    Ok(url)
}

/// Where a redirect from `from` to `location` leads, if it may be followed.
pub(crate) fn redirect(from: &Url, location: &[u8], allow: &[IpNet]) -> Result<Url, EgressError> {
    let location =
        str::from_utf8(location).map_err(|_| EgressError::BadUrl("redirect is not text"))?;
    if location.len() > URL_BYTES_MAX {
        return Err(EgressError::BadUrl("redirect is longer than 8 KiB"));
    }
    let url = from
        .join(location)
        .map_err(|_| EgressError::BadUrl("redirect is not a URL"))?;
    check(&url, allow)?;
    Ok(url)
}

fn check(url: &Url, allow: &[IpNet]) -> Result<(), EgressError> {
    if !matches!(url.scheme(), "http" | "https") {
        return Err(EgressError::BadUrl("only http and https are fetched"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(EgressError::BadUrl("it holds a user name or password"));
    }
    let port = url.port_or_known_default().unwrap_or(0);
    if !is_web_port(port) {
        return Err(EgressError::RefusedPort(port));
    }
    match url.host().ok_or(EgressError::BadUrl("it has no host"))? {
        // A literal address never passes the resolver, so it is checked here.
        Host::Ipv4(address) => check_address(address.into(), allow),
        Host::Ipv6(address) => check_address(address.into(), allow),
        Host::Domain(name) => check_name(name),
    }
}

fn check_address(address: IpAddr, allow: &[IpNet]) -> Result<(), EgressError> {
    if address::is_allowed(address, allow) {
        Ok(())
    } else {
        Err(EgressError::RefusedAddress(address))
    }
}

/// RFC 7686: an onion name must never be asked of the DNS, where everybody on the way reads it.
pub(crate) fn check_name(name: &str) -> Result<(), EgressError> {
    let last = name
        .trim_end_matches('.')
        .rsplit('.')
        .next()
        .unwrap_or_default();
    if last.eq_ignore_ascii_case("onion") {
        Err(EgressError::NoRoad)
    } else {
        Ok(())
    }
}

/// Below 1024 only the ports of web servers and of Matrix federation: a request to port 25 or 22 is
/// an attempt to speak to something else.
fn is_web_port(port: u16) -> bool {
    matches!(port, 80 | 443 | 8448) || port > 1024
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(text: &str) -> Result<Url, EgressError> {
        parse(text, &[])
    }

    #[test]
    fn ordinary_addresses_pass() {
        for text in [
            "http://example.org",
            "https://example.org:8448/x?y#z",
            "https://1.1.1.1/",
            "http://example.org:8080",
        ] {
            assert!(outcome(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn other_protocols_and_credentials_are_bad_urls() {
        for text in [
            "",
            "example.org",
            "/path",
            "ftp://example.org",
            "file:///etc/passwd",
            "gopher://example.org:70",
            "data:text/html,x",
            "http://user@example.org",
            "http://:secret@example.org",
            "http://",
            "http://exa mple.org",
            "http://[::1",
        ] {
            assert!(
                matches!(outcome(text), Err(EgressError::BadUrl(_))),
                "{text}"
            );
        }
        let long = format!("http://example.org/{}", "x".repeat(URL_BYTES_MAX));
        assert!(matches!(outcome(&long), Err(EgressError::BadUrl(_))));
    }

    #[test]
    fn ports_of_other_services_are_refused() {
        for port in [1, 22, 25, 53, 79, 81, 442, 587, 1024] {
            let text = format!("http://example.org:{port}/");
            assert!(
                matches!(outcome(&text), Err(EgressError::RefusedPort(p)) if p == port),
                "{port}"
            );
        }
    }

    #[test]
    fn every_spelling_of_a_private_literal_is_refused() {
        for text in [
            "http://127.0.0.1/",
            "http://127.1/",
            "http://2130706433/",
            "http://0x7f.1/",
            "http://0177.0.0.1/",
            "http://127.0.0.1./",
            "http://[::1]/",
            "http://[::ffff:127.0.0.1]/",
            "http://[::ffff:7f00:1]/",
            "http://0/",
            "http://169.254.169.254/latest",
            "http://１２７.0.0.1/",
            "http://127。0。0。1/",
            "http://[64:ff9b::7f00:1]/",
        ] {
            assert!(
                matches!(outcome(text), Err(EgressError::RefusedAddress(_))),
                "{text}"
            );
        }
    }

    #[test]
    fn an_onion_name_is_never_resolved() {
        for text in ["http://abc.onion/", "http://abc.ONION./"] {
            assert!(matches!(outcome(text), Err(EgressError::NoRoad)), "{text}");
        }
        assert!(outcome("http://onion.example.org/").is_ok());
    }

    #[test]
    fn a_redirect_is_checked_like_a_first_address() {
        let from = outcome("https://example.org/a/b").unwrap();
        assert_eq!(
            redirect(&from, b"../c", &[]).unwrap().as_str(),
            "https://example.org/c"
        );
        assert_eq!(
            redirect(&from, b"//other.example/x", &[]).unwrap().as_str(),
            "https://other.example/x"
        );
        assert!(matches!(
            redirect(&from, b"http://10.0.0.1/", &[]),
            Err(EgressError::RefusedAddress(_))
        ));
        assert!(matches!(
            redirect(&from, b"file:///etc/passwd", &[]),
            Err(EgressError::BadUrl(_))
        ));
        assert!(matches!(
            redirect(&from, b"http://a:b@example.org/", &[]),
            Err(EgressError::BadUrl(_))
        ));
        assert!(matches!(
            redirect(&from, b"\xff\xfe", &[]),
            Err(EgressError::BadUrl(_))
        ));
    }
}
