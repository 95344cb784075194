//! What stands in the directory, by which categories.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    MiniApp,
    OfficialAccount,
    Group,
    Person,
    Organisation,
}

impl Kind {
    pub(crate) const ALL: [Self; 5] = [
        Self::MiniApp,
        Self::OfficialAccount,
        Self::Group,
        Self::Person,
        Self::Organisation,
    ];

    pub(crate) fn code(self) -> i64 {
        match self {
            Self::MiniApp => 0,
            Self::OfficialAccount => 1,
            Self::Group => 2,
            Self::Person => 3,
            Self::Organisation => 4,
        }
    }

    pub(crate) fn of_code(code: i64) -> Self {
        match code {
            0 => Self::MiniApp,
            1 => Self::OfficialAccount,
            2 => Self::Group,
            3 => Self::Person,
            _ => Self::Organisation,
        }
    }
}

/// Streets of the directory. An entry stands in one of them; clients have the words.
pub(crate) const CATEGORIES: [&str; 14] = [
    "games", "tools", "social", "family", "shopping", "food", "health", "learning", "travel",
    "money", "city", "culture", "news", "work",
];

/// Who vouches for an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Verification {
    /// Nobody.
    None,
    /// The domain that it names says the same.
    Domain,
    /// The host of this server has looked.
    Host,
}
