//! Names to addresses, with every address that is not public dropped.
//!
//! The connection goes to the addresses that leave this module: there is no second look-up between
//! check and connect, so a name that answers differently the second time (DNS rebinding) gains nothing.

use std::{
    fmt::Debug,
    io,
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

use futures::future::BoxFuture;
use ipnet::IpNet;

use crate::address;

/// The answer to one look-up.
pub type Resolving = BoxFuture<'static, io::Result<Vec<IpAddr>>>;

/// Looks names up.
pub trait Resolve: Debug + Send + Sync {
    /// All addresses of `name`. They need not be safe to connect to: the guard looks at each.
    fn resolve(&self, name: &str) -> Resolving;
}

/// The operating system's resolver.
#[derive(Debug, Default, Clone, Copy)]
pub struct SystemResolver;

impl Resolve for SystemResolver {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that resolves names"
    )]
    fn resolve(&self, name: &str) -> Resolving {
        let name = name.to_owned();
        Box::pin(async move {
            let found = tokio::net::lookup_host((name, 0)).await?;
            Ok(found.map(|socket| socket.ip()).collect())
        })
    }
}

/// A name of which no address may be reached; carries the first one.
#[derive(Debug, thiserror::Error)]
#[error("resolves to {0}, which is not public")]
pub(crate) struct Refused(pub(crate) IpAddr);

/// Stands between the HTTP client and a resolver.
#[derive(Debug)]
pub(crate) struct Guard {
    pub(crate) inner: Arc<dyn Resolve>,
    pub(crate) allow: Arc<[IpNet]>,
}

impl reqwest::dns::Resolve for Guard {
    fn resolve(&self, name: reqwest::dns::Name) -> reqwest::dns::Resolving {
        let looking = self.inner.resolve(name.as_str());
        let allow = Arc::clone(&self.allow);
        Box::pin(async move {
            let safe = only_allowed(looking.await?, &allow)?;
            // Port 0 stands for the URL's own.
            let sockets = safe.into_iter().map(|address| SocketAddr::new(address, 0));
            Ok(Box::new(sockets) as reqwest::dns::Addrs)
        })
    }
}

fn only_allowed(found: Vec<IpAddr>, allow: &[IpNet]) -> Result<Vec<IpAddr>, Refused> {
    let (safe, refused): (Vec<_>, Vec<_>) = found
        .into_iter()
        .partition(|a| address::is_allowed(*a, allow));
    match refused.first() {
        Some(first) if safe.is_empty() => Err(Refused(*first)),
        _ => Ok(safe),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn addresses(texts: &[&str]) -> Vec<IpAddr> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    #[test]
    fn private_addresses_among_public_ones_are_dropped() {
        let safe = only_allowed(
            addresses(&["10.0.0.1", "1.1.1.1", "::1", "2606:4700::1111"]),
            &[],
        )
        .unwrap();
        assert_eq!(safe, addresses(&["1.1.1.1", "2606:4700::1111"]));
    }

    #[test]
    fn a_name_with_private_addresses_alone_is_refused() {
        let refused = only_allowed(addresses(&["192.168.0.7", "::1"]), &[]).unwrap_err();
        assert_eq!(refused.0, "192.168.0.7".parse::<IpAddr>().unwrap());
    }

    #[test]
    fn a_name_without_addresses_is_not_called_refused() {
        assert!(only_allowed(Vec::new(), &[]).unwrap().is_empty());
    }
}
