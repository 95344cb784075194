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
mod listed;
mod media;
mod media_upkeep;
mod membership;
mod mini_app_commands;
mod mini_app_publishing;
mod mini_apps;
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
mod video;
mod web_app;
mod web_push;

/// The program under test.
const CAUSEWAY: &str = env!("CARGO_BIN_EXE_causeway");

/// A server of one's own: open registration, no rate limits.
fn server() -> testkit::Server {
    testkit::Server::builder(CAUSEWAY).start()
}

/// Two people in a room that everybody may join.
async fn two_in_a_room(server: &testkit::Server) -> (testkit::Person, testkit::Person, String) {
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let public = serde_json::json!({ "preset": "public_chat" });
    let room = alice.create_room(public).await;
    bob.join(&room).await.ok();
    (alice, bob, room)
}

/// What the host reads after a command of his that was done.
fn run(server: &testkit::Server, args: &[&str]) -> String {
    let mut all = args.to_vec();
    all.extend(["--server-name", "localhost"]);
    let done = server.run(&all);
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(done.status.success(), "{args:?}: {said}");
    String::from_utf8_lossy(&done.stdout).into_owned()
}

/// All files in a folder and its folders.
fn files_below(folder: &std::path::Path) -> std::collections::BTreeSet<std::path::PathBuf> {
    let mut files = std::collections::BTreeSet::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.insert(path);
            }
        }
    }
    files
}
