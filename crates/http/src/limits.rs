//! How often a person or an address may ask (client-server §2.2.1), and how many requests run at once.
//!
//! A rate is a token bucket, kept as one number: the time at which the bucket would be full again. An
//! entry whose time has passed says nothing and is dropped, so addresses are forgotten within minutes
//! and memory is bounded.

use std::{
    collections::HashMap,
    convert::Infallible,
    hash::{BuildHasher, RandomState},
    net::{IpAddr, SocketAddr},
    sync::{Arc, LazyLock},
    time::Duration,
};

use axum::extract::{ConnectInfo, FromRequestParts};
use base::Clock;
use http::{Method, StatusCode, request::Parts};
use parking_lot::Mutex;
use ruma::api::error::{ErrorKind, LimitExceededErrorData, RetryAfter};
use tokio::sync::Semaphore;

use crate::Error;

/// Buckets kept at once. When more are in use, new callers are not counted: a flood from many addresses
/// is the overload limit's business.
const BUCKETS_MAX: usize = 100_000;

/// What kind of request it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Class {
    /// Signing in, making an account, changing a password: guessing must not pay.
    SignIn,
    /// Asking whether a registration token or an invitation is good.
    Guess,
    /// Writing to rooms and people.
    Send,
    /// All other requests.
    Other,
}

impl Class {
    /// The class of a request.
    pub fn of(method: &Method, path: &str) -> Self {
        const SIGN_IN: [&str; 5] = [
            "/login",
            "/register",
            "/account/password",
            "/account/deactivate",
            "/login/get_token",
        ];
        const ROOM: [&str; 5] = ["/join", "/invite", "/knock", "/createRoom", "/upgrade"];
        if *method == Method::POST && SIGN_IN.iter().any(|end| path.ends_with(end)) {
            return Self::SignIn;
        }
        let guesses = path.starts_with("/_causeway/v1/invitations/")
            || path.ends_with("/m.login.registration_token/validity");
        if *method == Method::GET && guesses {
            return Self::Guess;
        }
        let sends = *method == Method::PUT
            && ["/send/", "/state/", "/redact/", "/sendToDevice/"]
                .iter()
                .any(|part| path.contains(part));
        let acts = *method == Method::POST
            && (ROOM.iter().any(|end| path.ends_with(end)) || path.contains("/v3/join/"));
        if sends || acts {
            Self::Send
        } else {
            Self::Other
        }
    }

    /// How many at once, and how long until one more.
    fn quota(self) -> (u64, Duration) {
        match self {
            Self::SignIn => (10, Duration::from_secs(6)),
            Self::Guess => (30, Duration::from_secs(2)),
            Self::Send => (100, Duration::from_millis(100)),
            Self::Other => (500, Duration::from_millis(20)),
        }
    }
}

/// Whose bucket it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Caller {
    /// A person, by number.
    User(i64),
    /// An address; of IPv6 the network of 64 bits, which is what one customer gets.
    Address(IpAddr),
}

/// The buckets.
#[derive(Debug)]
pub struct RateLimits {
    clock: Arc<dyn Clock>,
    full_at_ms: Mutex<HashMap<(Class, Caller), u64>>,
}

impl RateLimits {
    /// All buckets full.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self {
            clock,
            full_at_ms: Mutex::default(),
        }
    }

    /// Takes one from the bucket; `M_LIMIT_EXCEEDED` with the time to wait when it is empty.
    pub fn take(&self, class: Class, caller: Caller) -> Result<(), Error> {
        let (burst, every) = class.quota();
        let every_ms = u64::try_from(every.as_millis()).unwrap_or(u64::MAX);
        let now_ms = self.clock.now_ms();
        let mut buckets = self.full_at_ms.lock();
        if buckets.len() >= BUCKETS_MAX && !buckets.contains_key(&(class, caller)) {
            buckets.retain(|_, full_at_ms| *full_at_ms > now_ms);
            if buckets.len() >= BUCKETS_MAX {
                return Ok(());
            }
        }
        let full_at_ms = buckets.entry((class, caller)).or_insert(now_ms);
        let after_ms = (*full_at_ms).max(now_ms) + every_ms;
        let room_ms = burst * every_ms;
        if after_ms - now_ms > room_ms {
            let wait_ms = after_ms - now_ms - room_ms;
            metrics::counter!("causeway_rate_limited").increment(1);
            return Err(Error::limit_exceeded(Duration::from_millis(wait_ms)));
        }
        *full_at_ms = after_ms;
        Ok(())
    }

    /// Drops what says nothing any more. Called every minute, so that no address stays longer than its
    /// bucket needs to fill.
    pub fn forget(&self) {
        let now_ms = self.clock.now_ms();
        self.full_at_ms
            .lock()
            .retain(|_, full_at_ms| *full_at_ms > now_ms);
    }
}

/// Counts a request against the person who made it, or against the address when nobody is known.
pub(crate) fn check(parts: &Parts, user: Option<i64>) -> Result<(), Error> {
    let Some(limits) = parts.extensions.get::<Arc<RateLimits>>() else {
        return Ok(());
    };
    let class = Class::of(&parts.method, parts.uri.path());
    let caller = match (user, class) {
        (Some(user), Class::Send | Class::Other) => Caller::User(user),
        _ => match address(parts) {
            Some(address) => Caller::Address(network(address)),
            None => return Ok(()),
        },
    };
    limits.take(class, caller)
}

/// Where a request came from. A reverse proxy on the same machine names the peer it spoke with in the
/// last entry of `X-Forwarded-For`; from anybody else the header is hearsay.
pub(crate) fn address(parts: &Parts) -> Option<IpAddr> {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>()?.0.ip();
    if !peer.is_loopback() {
        return Some(peer);
    }
    let forwarded = parts.headers.get_all("x-forwarded-for").iter().next_back();
    let nearest = forwarded
        .and_then(|value| value.to_str().ok())
        .and_then(|list| list.rsplit(',').next())
        .and_then(|text| text.trim().parse().ok());
    Some(nearest.unwrap_or(peer))
}

/// The network that a request comes from, to count it once: a number that means nothing to another process, and from which
/// the address does not follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Network(u64);

/// What makes of an address its number; made anew whenever the server starts.
static NUMBERS: LazyLock<RandomState> = LazyLock::new(RandomState::new);

impl<S: Sync> FromRequestParts<S> for Network {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(NUMBERS.hash_one(address(parts).map(network))))
    }
}

fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            IpAddr::from([a, b, c, d, 0, 0, 0, 0])
        }
        v4 => v4,
    }
}

/// Bounds how many requests run at once; what comes on top is told to come back.
#[derive(Debug, Clone)]
pub(crate) struct Running(Arc<Semaphore>);

impl Running {
    pub(crate) fn new(max: usize) -> Self {
        Self(Arc::new(Semaphore::new(max)))
    }

    /// A place, or 503. Requests that wait by design, or whose time the client's line decides, need
    /// none: they would fill the places without doing work.
    pub(crate) fn enter(
        &self,
        path: &str,
        streamed: &[&str],
    ) -> Result<Option<tokio::sync::OwnedSemaphorePermit>, Error> {
        let waits = path.ends_with("/sync")
            || path.ends_with("/events")
            || path.contains("/media/")
            || streamed.iter().any(|prefix| path.starts_with(prefix))
            || !path.starts_with("/_");
        if waits {
            return Ok(None);
        }
        Arc::clone(&self.0)
            .try_acquire_owned()
            .map(Some)
            .map_err(|_| overloaded())
    }
}

fn overloaded() -> Error {
    metrics::counter!("causeway_overloaded").increment(1);
    let mut data = LimitExceededErrorData::new();
    data.retry_after = Some(RetryAfter::Delay(Duration::from_secs(1)));
    Error::new(
        StatusCode::SERVICE_UNAVAILABLE,
        ErrorKind::LimitExceeded(data),
        "The server is busy: try again in a moment",
    )
}

#[cfg(test)]
mod tests {
    use base::ManualClock;

    use super::*;

    fn address(text: &str) -> Caller {
        Caller::Address(network(text.parse().unwrap()))
    }

    #[test]
    fn a_bucket_empties_and_fills_again() {
        let clock = Arc::new(ManualClock::at(1_000_000));
        let limits = RateLimits::new(Arc::clone(&clock) as Arc<dyn Clock>);
        let caller = address("192.0.2.1");
        for _ in 0..10 {
            limits.take(Class::SignIn, caller).unwrap();
        }
        let refused = limits.take(Class::SignIn, caller).unwrap_err();
        assert_eq!(refused.status.as_u16(), 429);
        limits.take(Class::SignIn, address("192.0.2.2")).unwrap();
        limits.take(Class::Other, caller).unwrap();
        clock.advance(5_999);
        assert!(limits.take(Class::SignIn, caller).is_err());
        clock.advance(1);
        limits.take(Class::SignIn, caller).unwrap();
        assert!(limits.take(Class::SignIn, caller).is_err());
    }

    #[test]
    fn addresses_are_forgotten_once_they_mean_nothing() {
        let clock = Arc::new(ManualClock::at(1_000_000));
        let limits = RateLimits::new(Arc::clone(&clock) as Arc<dyn Clock>);
        limits.take(Class::SignIn, address("192.0.2.1")).unwrap();
        limits.forget();
        assert_eq!(limits.full_at_ms.lock().len(), 1);
        clock.advance(6_001);
        limits.forget();
        assert!(limits.full_at_ms.lock().is_empty());
    }

    #[test]
    fn a_network_of_ipv6_is_one_caller() {
        assert_eq!(address("2001:db8::1"), address("2001:db8::ffff:1"));
        assert_ne!(address("2001:db8::1"), address("2001:db8:0:1::1"));
        assert_eq!(address("::ffff:192.0.2.1"), address("192.0.2.1"));
    }

    #[test]
    fn requests_have_the_class_of_what_they_do() {
        let room = "/_matrix/client/v3/rooms/!a:b";
        for (method, path, class) in [
            (Method::POST, "/_matrix/client/v3/login", Class::SignIn),
            (Method::GET, "/_matrix/client/v3/login", Class::Other),
            (Method::GET, "/_causeway/v1/invitations/x", Class::Guess),
            (Method::GET, "/_causeway/v1/invitations", Class::Other),
            (Method::POST, "/_matrix/client/v3/createRoom", Class::Send),
            (Method::POST, "/_matrix/client/v3/join/!a:b", Class::Send),
            (
                Method::PUT,
                &format!("{room}/send/m.room.message/1"),
                Class::Send,
            ),
            (
                Method::GET,
                &format!("{room}/state/m.room.name/"),
                Class::Other,
            ),
            (Method::GET, "/_matrix/client/v3/sync", Class::Other),
        ] {
            assert_eq!(Class::of(&method, path), class, "{method} {path}");
        }
    }

    #[test]
    fn what_is_too_much_at_once_is_told_to_come_back_and_long_polls_do_not_count() {
        let running = Running::new(1);
        let place = running.enter("/_matrix/client/v3/whoami", &[]).unwrap();
        let refused = running.enter("/_matrix/client/v3/whoami", &[]).unwrap_err();
        assert_eq!(refused.status.as_u16(), 503);
        running.enter("/_matrix/client/v3/sync", &[]).unwrap();
        drop(place);
        running.enter("/_matrix/client/v3/whoami", &[]).unwrap();
    }
}
