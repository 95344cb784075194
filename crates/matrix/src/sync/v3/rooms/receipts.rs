//! Read receipts of a room, as one `m.receipt` event.

use serde_json::{Value, json, value::RawValue};
use store::{StoreError, Tx};

use super::{Window, queries};
use crate::rooms::event::raw;

pub(super) fn receipts(
    tx: &mut Tx<'_>,
    window: &Window,
    room: i64,
    after: i64,
) -> Result<Option<Box<RawValue>>, StoreError> {
    let rows = queries::receipts(tx, room, window.user, after, window.upto.pos)?;
    let content = receipt_content(rows);
    if content.is_empty() {
        return Ok(None);
    }
    Ok(Some(raw(
        json!({ "type": "m.receipt", "content": Value::Object(content) }).to_string(),
    )))
}

/// The content of an `m.receipt` event.
pub(in crate::sync) fn receipt_content(
    rows: Vec<queries::ReceiptRow>,
) -> serde_json::Map<String, Value> {
    let mut content = serde_json::Map::new();
    for row in rows.into_iter().filter(|row| row.kind != "m.fully_read") {
        let mut receipt = json!({ "ts": row.ts });
        if !row.thread.is_empty() {
            receipt["thread_id"] = row.thread.into();
        }
        let by_event = content.entry(row.event_id).or_insert_with(|| json!({}));
        // Newest first: an older receipt of the same person for the same event loses.
        let slot = &mut by_event[&row.kind][&row.user_id];
        if slot.is_null() {
            *slot = receipt;
        }
    }
    content
}
