//! Canonical JSON: sorted keys, no spaces, whole numbers only (spec: appendices, canonical JSON).

use ruma::CanonicalJsonObject;

use crate::RulesError;

/// Reads an object and checks that canonical JSON can express it.
///
/// # Errors
/// [`RulesError::BadJson`]: no JSON object, or a number that is not whole or is out of range.
pub fn canonical_object(json: &str) -> Result<CanonicalJsonObject, RulesError> {
    serde_json::from_str(json).map_err(|error| RulesError::BadJson(explain(&error)))
}

/// The canonical text of an object.
///
/// # Errors
/// None in practice; a map of strings always serialises.
pub fn canonical_json(object: &CanonicalJsonObject) -> Result<String, RulesError> {
    serde_json::to_string(object).map_err(|error| RulesError::BadJson(explain(&error)))
}

fn explain(error: &serde_json::Error) -> String {
    let text = error.to_string();
    if text.contains("float") || text.contains("out of the range") {
        "Numbers in events must be whole and between -9007199254740991 and 9007199254740991; \
         send anything else as a string."
            .to_owned()
    } else {
        format!("This is not a JSON object that can be an event: {text}.")
    }
}

/// Appends `text` to `out` as a JSON string in canonical form.
pub(crate) fn push_string(out: &mut String, text: &str) {
    out.push('"');
    let mut clean_from = 0;
    for (at, byte) in text.bytes().enumerate() {
        let escape = match byte {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            b'\n' => "\\n",
            b'\r' => "\\r",
            b'\t' => "\\t",
            0x08 => "\\b",
            0x0c => "\\f",
            0x00..=0x1f => "",
            _ => continue,
        };
        // All these bytes are ASCII, so `at` is always a character boundary.
        out.push_str(text.get(clean_from..at).unwrap_or_default());
        if escape.is_empty() {
            out.push_str(&format!("\\u{byte:04x}"));
        } else {
            out.push_str(escape);
        }
        clean_from = at + 1;
    }
    out.push_str(text.get(clean_from..).unwrap_or_default());
    out.push('"');
}
