//! An entry as everybody sees it: signed by the server that lists it, as Matrix signs JSON.

use http_server::{Error, Result};
use ruma::{CanonicalJsonObject, CanonicalJsonValue};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

use super::kind::{Kind, Verification};
use crate::Services;

/// An entry. All but `unsigned` is covered by the signature.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub(crate) struct DirectoryEntry {
    /// On the server that lists it.
    pub(crate) id: String,
    pub(crate) kind: Kind,
    pub(crate) name: String,
    /// A line.
    pub(crate) summary: String,
    pub(crate) description: String,
    /// `games`, `tools`, `social`, `family`, `shopping`, `food`, `health`, `learning`, `travel`, `money`, `city`, `culture`,
    /// `news` or `work`.
    pub(crate) category: String,
    /// The first of `languages`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) language: Option<String>,
    /// Codes such as `en` and `zh`.
    pub(crate) languages: Vec<String>,
    /// A town, a quarter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) place: Option<String>,
    /// An `mxc://` address, or a path on this server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) icon: Option<String>,
    /// Of a person, and who answers for an organisation or official account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) user_id: Option<String>,
    /// A web site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) site: Option<String>,
    pub(crate) verification: Verification,
    /// Only one that says the same of itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) domain: Option<String>,
    /// Recommended by the host.
    #[serde(default, skip_serializing_if = "is_false")]
    pub(crate) featured: bool,
    /// No longer offered; what runs in chats is warned about.
    #[serde(default, skip_serializing_if = "is_false")]
    pub(crate) withdrawn: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) mini_app: Option<ListedMiniApp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) group: Option<ListedGroup>,
    pub(crate) added_ts: u64,
    pub(crate) changed_ts: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) reviewed_ts: Option<u64>,
    /// The server that lists it.
    pub(crate) server: String,
    /// What this server adds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) unsigned: Option<AddedToEntry>,
    /// By the name of the server and the id of the key.
    #[serde(default)]
    pub(crate) signatures: BTreeMap<String, BTreeMap<String, String>>,
}

/// A mini-app's newest reviewed version.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub(crate) struct ListedMiniApp {
    pub(crate) app_id: String,
    pub(crate) version: String,
    /// Where its archive is, on the server that lists it.
    pub(crate) url: String,
    /// Of the archive, in hexadecimal.
    pub(crate) sha256: String,
    pub(crate) size: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) source_code_url: Option<String>,
    pub(crate) permissions: Vec<String>,
    /// What it is called and does in other languages, by their codes.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) translations: BTreeMap<String, Translated>,
}

/// What a mini-app says of itself in one language. What is empty is as in the entry.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub(crate) struct Translated {
    #[serde(default)]
    pub(crate) name: String,
    /// Its first line is the line in lists.
    #[serde(default)]
    pub(crate) description: String,
}

/// A group that everybody may find.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub(crate) struct ListedGroup {
    pub(crate) room_id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) alias: Option<String>,
}

/// What holds on this server, now.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub(crate) struct AddedToEntry {
    /// The id that an entry of another server has here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<String>,
    /// Where the archive of another server's mini-app is here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) url: Option<String>,
    /// Where its icon is here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) icon: Option<String>,
    /// How many are in the group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) members: Option<u64>,
    /// Among what rises: so many more are in the group than a week ago, or so often the mini-app was fetched this week; two
    /// digits of it, and only from 20 on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) week: Option<u64>,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands over a reference"
)]
fn is_false(flag: &bool) -> bool {
    !flag
}

/// The bytes of an entry, or of a list of entries, with this server's signature.
pub(crate) fn signed(s: &Services, value: &impl Serialize) -> Result<Vec<u8>> {
    let mut object = canonical(value)?;
    s.signer.sign(&mut object).map_err(Error::internal)?;
    serde_json::to_vec(&object).map_err(Error::internal)
}

pub(crate) fn canonical(value: &impl Serialize) -> Result<CanonicalJsonObject> {
    let value = serde_json::to_value(value).map_err(Error::internal)?;
    match CanonicalJsonValue::try_from(value) {
        Ok(CanonicalJsonValue::Object(object)) => Ok(object),
        Ok(_) => Err(Error::internal("only objects are signed")),
        Err(error) => Err(Error::internal(error)),
    }
}
