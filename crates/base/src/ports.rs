//! What one capability needs of another, named without it: the binary wires them together.

use ruma::{CanonicalJsonObject, UserId};

use crate::capability::{Boxed, Failure};

/// Signs as this server (appendices, signing JSON).
pub trait Signer: Send + Sync {
    /// The id of the key, such as `ed25519:a_1`.
    fn key_id(&self) -> String;

    /// The public key in unpadded base64.
    fn public_base64(&self) -> String;

    /// Adds the signature to `object`.
    ///
    /// # Errors
    /// When `signatures` is there and no object.
    fn sign(&self, object: &mut CanonicalJsonObject) -> Result<(), Failure>;
}

/// Pictures of people by their Matrix addresses.
pub trait Pictures: Send + Sync {
    /// A small one with its media type; `None` when there is none of this address here.
    fn small<'a>(&'a self, mxc: &'a str) -> Boxed<'a, Option<(Vec<u8>, String)>>;
}

/// Groups of people by their Matrix ids.
pub trait Groups: Send + Sync {
    /// Whether somebody may say that a group stands in lists for everybody. Nobody may of one that is not here.
    fn may_list<'a>(&'a self, group: &'a str, user: &'a UserId) -> Boxed<'a, bool>;
}
