//! Clients that we did not write live whole stories on the real server: `tests/clients/README.md`.
//!
//! `tests/clients/setup.sh` installs them; `make test` calls it first.

use std::process::{Command, Stdio};

use crate::server;

/// Plays all scenarios of a client against a server of its own.
fn play(client: &str) {
    let server = server();
    let play = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/clients/play");
    let output = Command::new(play)
        .args([client, server.url()])
        // Patience costs nothing when all is well.
        .envs([("CLIENTS_WAIT_S", "60"), ("CLIENTS_SCENARIO_S", "240")])
        .env("CLIENTS_AT_ONCE", "2")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    println!("{said}");
    let faults: Vec<_> = said.lines().filter(|l| l.starts_with("not ok")).collect();
    assert!(
        output.status.success() && faults.is_empty(),
        "{client} ended with {}:\n{}\n{}\n(set up? tests/clients/setup.sh {client})",
        output.status,
        faults.join("\n"),
        String::from_utf8_lossy(&output.stderr),
    );
}

#[test]
fn matrix_nio_lives_on_this_server() {
    play("nio");
}

#[test]
fn matrix_js_sdk_lives_on_this_server() {
    play("js-sdk");
}

#[test]
fn matrix_rust_sdk_lives_on_this_server() {
    play("rust-sdk");
}
