//! The stories: what people do, told over HTTP against the real server. One module per story.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]
#![expect(clippy::disallowed_methods, reason = "tests start programs")]

mod about_host;
mod account_data;
mod admin_api;
mod bad_input;
mod command_line;
mod convergence;
mod crash;
mod cross_signing;
mod devices;
mod directory;
mod documents;
mod environment;
mod export;
mod first_message;
mod found_by_search;
mod graph;
mod history;
mod history_visibility;
mod host_rooms;
mod invitations;
mod key_backup;
mod keys;
mod leaving_for_good;
mod media;
mod media_upkeep;
mod membership;
mod openapi;
mod polls;
mod power_levels;
mod profile;
mod push_rules;
mod pushers;
mod random_input;
mod receipts;
mod redaction;
mod registration;
mod relations;
mod reporting;
mod room_state;
mod search;
mod sign_in;
mod sliding_sync;
mod sync;
mod third_party;
mod threads;
mod tidy;
mod to_device;
mod typing_presence;
mod unread_counts;
mod upgrade;
mod url_previews;
mod web_app;
mod web_push;

/// The program under test.
const CAUSEWAY: &str = env!("CARGO_BIN_EXE_causeway");

/// A server of one's own: open registration, no rate limits.
fn server() -> testkit::Server {
    testkit::Server::builder(CAUSEWAY).start()
}
