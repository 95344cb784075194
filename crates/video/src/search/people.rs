//! People by the beginnings of their names.

use store::{StoreError, Tx};

use crate::people::{self, PublicProfile};

/// People whose name has a word that begins with the first word of `text`, if they have public videos or chose to be found.
pub(super) fn people(
    tx: &mut Tx<'_>,
    viewer: Option<i64>,
    text: &str,
    from: usize,
    limit: usize,
) -> Result<Vec<PublicProfile>, StoreError> {
    let text = text.trim();
    let local = text
        .strip_prefix('@')
        .map_or(text, |id| id.split(':').next().unwrap_or(id));
    let lower = local.to_lowercase();
    let word = lower
        .split(|c: char| !c.is_alphanumeric())
        .find(|word| !word.is_empty());
    let Some(word) = word else {
        return Ok(Vec::new());
    };
    let found = people::named(tx, viewer, word)?;
    found
        .into_iter()
        .skip(from)
        .take(limit)
        .map(|user| people::profile(tx, user))
        .collect()
}
