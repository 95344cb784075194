//! Texts that a name has in the DNS (TXT records, RFC 1035), asked of a name server directly: the system's look-up finds
//! addresses alone.
//!
//! Who keeps a name chooses the answer, so one look-up has bounds: the time of its caller, names that refer to names at
//! most eight times (the library's bound), the texts of one message. Nothing is kept: who has just written a text wants
//! to see it. No text leads to a connection.

use std::{net::SocketAddr, time::Duration};

use hickory_resolver::{
    Resolver, ResolverBuilder,
    config::{NameServerConfig, ResolveHosts, ResolverConfig},
    net::{NetError, runtime::TokioRuntimeProvider},
    proto::rr::{Name, RData},
};

use crate::{Egress, EgressError, target};

/// A lost packet is sent again after this time, so often.
const RETRY_AFTER: Duration = Duration::from_secs(2);
const TRIES: usize = 3;
/// Texts of one name that are looked at.
const TEXTS_MAX: usize = 1000;

impl Egress {
    /// The texts of `name`, each in one piece; none if it has none or does not exist.
    pub async fn texts(&self, name: &str, timeout: Duration) -> Result<Vec<String>, EgressError> {
        target::check_name(name)?;
        // What is asked for is a whole name: nothing of this machine's own domain goes behind it.
        let mut name = Name::from_ascii(name).map_err(|_| EgressError::BadUrl("it is no name"))?;
        name.set_fqdn(true);
        self.in_turn(timeout, ask(self.name_server, name)).await
    }
}

async fn ask(server: Option<SocketAddr>, name: Name) -> Result<Vec<String>, EgressError> {
    let unreachable = |error: NetError| EgressError::Unreachable(error.to_string());
    let resolver = asking(server)
        .and_then(ResolverBuilder::build)
        .map_err(unreachable)?;
    let found = match resolver.txt_lookup(name).await {
        Ok(found) => found,
        Err(error) if error.is_no_records_found() => return Ok(Vec::new()),
        Err(error) => return Err(unreachable(error)),
    };
    let texts = found
        .answers()
        .iter()
        .filter_map(|record| match &record.data {
            RData::TXT(text) => Some(text.txt_data.concat()),
            _ => None,
        });
    let texts = texts.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    Ok(texts.take(TEXTS_MAX).collect())
}

/// What asks this name server, or those of the system as they are now.
fn asking(server: Option<SocketAddr>) -> Result<ResolverBuilder<TokioRuntimeProvider>, NetError> {
    let mut builder = match server {
        None => Resolver::builder_tokio()?,
        Some(server) => {
            let mut one = NameServerConfig::udp_and_tcp(server.ip());
            for connection in &mut one.connections {
                connection.port = server.port();
            }
            let config = ResolverConfig::from_name_servers(vec![one]);
            Resolver::builder_with_config(config, TokioRuntimeProvider::default())
        }
    };
    let options = builder.options_mut();
    options.timeout = RETRY_AFTER;
    options.attempts = TRIES;
    options.cache_size = 0;
    options.use_hosts_file = ResolveHosts::Never;
    Ok(builder)
}
