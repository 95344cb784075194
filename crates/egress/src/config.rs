//! What a host can set about outgoing requests.

use std::net::SocketAddr;

use ipnet::IpNet;

/// Settings of the guard. The default reaches the public internet and nothing else.
#[derive(Debug, Clone, Default)]
pub struct EgressConfig {
    /// How requests leave this machine.
    pub road: Road,
    /// Ranges that may be reached although they are private or special: tests, closed networks.
    pub allow: Vec<IpNet>,
    /// Who is asked for texts in the DNS; `None`: whom the system asks.
    pub name_server: Option<SocketAddr>,
}

/// The way that outgoing requests take.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Road {
    /// TCP from this machine to the address that the name resolves to.
    #[default]
    Direct,
}

/// An entry of `egress_allow` that is no address range.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "egress_allow: `{0}` is not an address range; write it like 10.0.0.0/8, fd00::/8 or 192.168.1.7/32"
)]
pub struct InvalidRange(pub String);

impl EgressConfig {
    /// The direct road, with `ranges` in CIDR notation allowed (a single address stands for itself).
    pub fn allowing(ranges: &[impl AsRef<str>]) -> Result<Self, InvalidRange> {
        let allow = ranges
            .iter()
            .map(|range| parse_range(range.as_ref()))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            allow,
            ..Self::default()
        })
    }
}

fn parse_range(text: &str) -> Result<IpNet, InvalidRange> {
    let text = text.trim();
    let single = || {
        text.parse()
            .map(|address: std::net::IpAddr| IpNet::from(address))
    };
    text.parse()
        .or_else(|_| single())
        .map_err(|_| InvalidRange(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_and_single_addresses_are_read() {
        let config =
            EgressConfig::allowing(&["10.0.0.0/8", " fd00::/8", "192.168.1.7", "::1"]).unwrap();
        assert_eq!(config.allow.len(), 4);
        assert_eq!(config.allow[2].to_string(), "192.168.1.7/32");
    }

    #[test]
    fn what_is_no_range_is_named_in_the_error() {
        for wrong in ["", "10.0.0.0/33", "localhost", "10.0.0.0-10.0.0.9"] {
            let error = EgressConfig::allowing(&[wrong]).unwrap_err();
            assert!(error.to_string().contains(&format!("`{wrong}`")), "{error}");
        }
    }
}
