//! The body of an answer as it is written (MSC4186).

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::value::RawValue;

type Raw = Box<RawValue>;

#[derive(Debug, Default, Serialize)]
pub(super) struct SlidingBody {
    pub(super) pos: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) txn_id: Option<String>,
    pub(super) lists: BTreeMap<String, ListBody>,
    pub(super) rooms: BTreeMap<String, RoomBody>,
    pub(super) extensions: BTreeMap<&'static str, serde_json::Value>,
}

#[derive(Debug, Default, Serialize)]
pub(super) struct ListBody {
    pub(super) count: u64,
}

#[derive(Debug, Default, Serialize)]
pub(super) struct RoomBody {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) avatar: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) heroes: Option<Vec<Hero>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) initial: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) is_dm: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) invite_state: Option<Raw>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) required_state: Vec<Raw>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) timeline: Vec<Raw>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) prev_batch: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) limited: bool,
    /// The client asked for more of the timeline than before: these events may be known.
    #[serde(
        rename = "unstable_expanded_timeline",
        skip_serializing_if = "std::ops::Not::not"
    )]
    pub(super) expanded_timeline: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) num_live: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) joined_count: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) invited_count: Option<u64>,
    pub(super) notification_count: u64,
    pub(super) highlight_count: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) bump_stamp: Option<i64>,
}

#[derive(Debug, Serialize)]
pub(super) struct Hero {
    pub(super) user_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) displayname: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) avatar_url: Option<String>,
}
