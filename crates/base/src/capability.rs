//! What the server as a whole needs from each capability crate.

use std::{error::Error, future::Future, pin::Pin};

use ruma::UserId;
use serde::{Deserialize, Serialize};
use utoipa_axum::router::OpenApiRouter;

/// Any failure that a capability reports to the binary.
pub type Failure = Box<dyn Error + Send + Sync>;
/// The future of a boxed method.
pub type Boxed<'a, T> = Pin<Box<dyn Future<Output = Result<T, Failure>> + Send + 'a>>;

/// Takes the files of one account's export, one after the other; paths are relative.
pub trait ExportSink: Send {
    /// Begins a file of exactly `bytes` bytes.
    fn begin<'a>(&'a mut self, path: &'a str, bytes: u64) -> Boxed<'a, ()>;

    /// The next piece of the file that was begun last.
    fn piece<'a>(&'a mut self, piece: &'a [u8]) -> Boxed<'a, ()>;
}

impl dyn ExportSink + '_ {
    /// Adds a file that is in memory.
    pub async fn file(&mut self, path: &str, content: &[u8]) -> Result<(), Failure> {
        self.begin(path, content.len() as u64).await?;
        self.piece(content).await
    }
}

/// The jobs that tell of an account that has ended, written in the change that ends it. Payload: the number of its
/// person. Whoever holds something of people beside the homeserver has one of them, and erases it then.
pub const ACCOUNT_ENDED: [&str; 2] = ["account_ended", "account_ended_services"];

/// The job that tells a person of something on his devices. Payload: [`Tell`]. Whoever has news beside the homeserver
/// writes it in the change that makes them; the homeserver knows the devices.
pub const TELL_PERSON: &str = "tell_person";

/// What a person is told of by push: nothing that is not for the push service's maker to keep, were it not encrypted.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Tell {
    /// The number of the person.
    pub user: i64,
    /// What happened, in the words of the capability: `video.like`.
    pub notice: String,
    /// The number of who did it.
    pub from: Option<i64>,
}

/// One capability (Matrix, video, pay, …). The binary holds the list; adding a capability is one
/// crate and one line.
pub trait Capability: Send + Sync {
    /// Short name, used in logs and as the folder of its export section.
    fn name(&self) -> &'static str;

    /// The HTTP routes it answers; those of our own interface with what they say of themselves.
    fn routes(&self) -> OpenApiRouter;

    /// Tables of its migrations that hold something of a person, and the reason if one of them is
    /// kept when the account is erased. A test compares the list with the schema.
    fn personal_tables(&self) -> &'static [(&'static str, Erasure)];

    /// Writes all that it holds of `user` into `sink`.
    fn export<'a>(&'a self, user: &'a UserId, sink: &'a mut dyn ExportSink) -> Boxed<'a, ()>;

    /// Erases what it holds of `user`. Must be idempotent: it is run again after a crash.
    fn erase<'a>(&'a self, user: &'a UserId) -> Boxed<'a, ()>;
}

/// What happens to a table's rows when their account is erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Erasure {
    /// The rows go.
    Erased,
    /// The rows stay, for this reason.
    Kept(&'static str),
}

/// Shorthand for implementing the boxed methods.
pub fn boxed<'a, T>(future: impl Future<Output = Result<T, Failure>> + Send + 'a) -> Boxed<'a, T> {
    Box::pin(future)
}
