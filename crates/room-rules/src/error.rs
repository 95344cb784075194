//! What can be wrong with an event, and the Matrix error code that says so (spec: client-server API, standard error response).

/// Why the rules refuse an event. The text is meant for the person who sent it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RulesError {
    /// The room's rules do not allow this (`M_FORBIDDEN`).
    #[error("{reason}")]
    Forbidden {
        /// A sentence for the sender.
        reason: String,
    },
    /// The event or one of its ids is longer than the spec allows (`M_TOO_LARGE`).
    #[error("The {what} is {size} bytes long; at most {limit} are allowed.")]
    TooLarge {
        /// Which part is too long.
        what: &'static str,
        /// How long it is.
        size: usize,
        /// How long it may be.
        limit: usize,
    },
    /// Valid JSON or not, it is no event: wrong types, numbers out of range (`M_BAD_JSON`).
    #[error("{0}")]
    BadJson(String),
    /// We do not know this room version (`M_UNSUPPORTED_ROOM_VERSION`).
    #[error("This server does not support room version {0:?}.")]
    UnsupportedRoomVersion(String),
    /// A parameter makes no sense here (`M_INVALID_PARAM`).
    #[error("{0}")]
    InvalidParam(String),
    /// A signature is missing or wrong (`M_FORBIDDEN`, as the federation API asks).
    #[error("{0}")]
    BadSignature(String),
}

impl RulesError {
    /// The Matrix error code.
    #[must_use]
    pub fn errcode(&self) -> &'static str {
        match self {
            Self::Forbidden { .. } | Self::BadSignature(_) => "M_FORBIDDEN",
            Self::TooLarge { .. } => "M_TOO_LARGE",
            Self::BadJson(_) => "M_BAD_JSON",
            Self::UnsupportedRoomVersion(_) => "M_UNSUPPORTED_ROOM_VERSION",
            Self::InvalidParam(_) => "M_INVALID_PARAM",
        }
    }

    /// The HTTP status that goes with [`errcode`](Self::errcode).
    #[must_use]
    pub fn status(&self) -> u16 {
        match self {
            Self::Forbidden { .. } | Self::BadSignature(_) => 403,
            Self::TooLarge { .. } => 413,
            Self::BadJson(_) | Self::UnsupportedRoomVersion(_) | Self::InvalidParam(_) => 400,
        }
    }

    pub(crate) fn forbidden(reason: impl Into<String>) -> Self {
        Self::Forbidden {
            reason: reason.into(),
        }
    }
}

impl base::Fault for RulesError {
    fn protocol(&self) -> Option<(u16, &'static str)> {
        Some((self.status(), self.errcode()))
    }
}
