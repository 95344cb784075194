//! Videos that were not learnt: what those who acted on one did with the videos that were. The more of them there are,
//! the less its features say.

use std::collections::HashMap;

use store::{StoreError, Tx, params};

use super::features::Features;
use crate::videos::queries::Stored;

/// People of one video, and acts of each, that are looked at.
const PEOPLE_MAX: usize = 50;
const ACTS_MAX: usize = 30;

/// What is known of a video.
pub(crate) struct Known {
    pub(crate) video: i64,
    pub(crate) features: Features,
    /// How many acted on it, of those who were looked at.
    pub(crate) people: usize,
    /// How many of them acted on which other video.
    pub(crate) beside: HashMap<i64, u32>,
}

impl Known {
    /// What is known before anybody acted.
    pub(crate) fn of(video: &Stored, sound: Option<&str>) -> Self {
        Self {
            video: video.nid,
            features: super::features::of(video, sound),
            people: 0,
            beside: HashMap::new(),
        }
    }

    /// Looks at who acted on it. Accounts that are private do not count, nor does the author.
    pub(crate) fn look(&mut self, tx: &mut Tx<'_>, author: i64) -> Result<(), StoreError> {
        let people = tx.query::<i64, StoreError>(
            "SELECT a.user_nid FROM video_like a WHERE a.video_nid = ?1 AND a.user_nid <> ?2 AND NOT EXISTS
               (SELECT 1 FROM video_setting s WHERE s.user_nid = a.user_nid AND s.is_private = 1) LIMIT ?3",
            params![self.video, author, PEOPLE_MAX],
            |row| row.get(0),
        )?;
        self.people = people.len();
        for user in people {
            let others = tx.query::<i64, StoreError>(
                "SELECT video_nid FROM video_like WHERE user_nid = ?1 ORDER BY created_ms DESC, video_nid DESC LIMIT ?2",
                params![user, ACTS_MAX],
                |row| row.get(0),
            )?;
            for other in others.into_iter().filter(|other| *other != self.video) {
                *self.beside.entry(other).or_default() += 1;
            }
        }
        Ok(())
    }
}
