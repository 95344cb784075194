//! All that the homeserver holds of one person: the list of tables, the export, the eraser.
//!
//! A table that holds something of a person and is not in the list fails the test below.

mod erase;
mod export;

use base::Erasure::{self, Erased, Kept};

pub(crate) use erase::{erase, erase_rows};
pub(crate) use export::export;

/// Every table with a person in it, and what becomes of his rows when he asks to be erased.
pub const TABLES: &[(&str, Erasure)] = &[
    (
        "account",
        Kept("the name stays taken, so that nobody can pose as him; the password goes"),
    ),
    ("account_data", Erased),
    (
        "admin_act",
        Kept("what was done to others in the host's name stays accountable, for a year"),
    ),
    ("alias", Kept("an address belongs to its room")),
    ("cross_signing_key", Erased),
    ("dehydrated_device", Erased),
    ("device", Erased),
    ("device_key", Erased),
    (
        "device_list",
        Kept("tells others that his devices are gone"),
    ),
    (
        "event",
        Kept(
            "what was said in a room belongs to its conversation; he can remove it before he goes",
        ),
    ),
    (
        "erased_sender",
        Kept("it keeps what he said from those who were not there"),
    ),
    ("fallback_key", Erased),
    ("filter", Erased),
    ("key_backup", Erased),
    ("key_backup_session", Erased),
    ("key_signature", Erased),
    ("login_token", Erased),
    (
        "media",
        Kept(
            "what was shared in a room belongs to its conversation; nobody else learns who sent it",
        ),
    ),
    (
        "media_use",
        Kept("two numbers for files that stay themselves"),
    ),
    (
        "member",
        Kept("rooms know who was in them; he leaves them all"),
    ),
    ("notif", Erased),
    ("one_time_key", Erased),
    ("openid_token", Erased),
    ("profile_field", Erased),
    ("pusher", Erased),
    ("receipt", Erased),
    (
        "registration_token",
        Kept("who it let in stays; who gave it out and who came by it is erased"),
    ),
    ("report", Kept("it is addressed to the host")),
    ("thread_own", Erased),
    (
        "thread_person",
        Kept("how much somebody wrote in a thread belongs to its conversation"),
    ),
    ("to_device", Erased),
    ("token", Erased),
    ("txn", Kept("a hash that names nobody, for retries")),
    ("user_word", Erased),
    ("user_", Kept("the name stays taken; the profile is erased")),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::TABLES;

    /// Column names that say "a person" or "his device".
    const PERSONAL: [&str; 13] = [
        "user_nid",
        "resolved_by_nid",
        "used_by_nid",
        "invited_by_nid",
        "signer_nid",
        "device_nid",
        "sender_nid",
        "creator_nid",
        "reporter_nid",
        "target_nid",
        "user_id",
        "sender",
        "owner",
    ];

    /// The tables of the migrations with a personal column. The text is the same for both databases.
    fn personal_tables() -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        for statement in crate::MIGRATIONS
            .iter()
            .flat_map(|migration| migration.sql.split(';'))
        {
            let code: Vec<&str> = statement
                .lines()
                .map(|line| line.split("--").next().unwrap_or_default())
                .collect();
            let code = code.join("\n");
            let code = code.trim();
            let table = code
                .strip_prefix("CREATE TABLE ")
                .or_else(|| code.strip_prefix("CREATE VIRTUAL TABLE "))
                .or_else(|| code.strip_prefix("ALTER TABLE "));
            let Some(table) = table else { continue };
            let name = table
                .trim_start_matches("IF NOT EXISTS ")
                .split([' ', '(', '\n'])
                .next()
                .unwrap_or_default();
            let words: BTreeSet<&str> = code
                .split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
                .collect();
            if PERSONAL.iter().any(|column| words.contains(column)) {
                found.insert(name.to_owned());
            }
        }
        found
    }

    #[test]
    fn every_table_with_a_person_in_it_is_erased_or_kept_for_a_reason() {
        let listed: BTreeSet<String> = TABLES.iter().map(|(name, _)| (*name).to_owned()).collect();
        assert_eq!(listed.len(), TABLES.len(), "a table is listed twice");
        let unlisted: Vec<_> = personal_tables().difference(&listed).cloned().collect();
        assert!(
            unlisted.is_empty(),
            "add these tables to personal::TABLES, the export and the eraser: {unlisted:?}"
        );
        let schema: String = crate::MIGRATIONS
            .iter()
            .map(|migration| migration.sql)
            .collect();
        for name in listed {
            assert!(
                schema.contains(&format!("CREATE TABLE {name} ")),
                "{name} is no table any more"
            );
        }
    }
}
