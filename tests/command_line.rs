//! The host's commands, while the server runs and while it is stopped.

use serde_json::json;

use crate::{CAUSEWAY, server};

fn said(output: &std::process::Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

#[tokio::test]
async fn accounts_are_made_while_the_server_runs_and_while_it_is_stopped() {
    let mut server = server();
    let made = server.run(&["user", "create", "carol", "--password", "a long secret"]);
    assert!(made.status.success(), "{}", said(&made));
    let again = server.run(&["user", "create", "carol", "--password", "another secret"]);
    assert_eq!(again.status.code(), Some(1), "{}", said(&again));
    assert!(said(&again).contains("taken"), "{}", said(&again));

    assert!(server.stop().success());
    let made = server.run(&[
        "user",
        "create",
        "dave",
        "--password",
        "a long secret",
        "--server-name",
        "localhost",
    ]);
    assert!(made.status.success(), "{}", said(&made));
    let list = server.run(&["user", "list", "--server-name", "localhost"]);
    assert_eq!(
        String::from_utf8_lossy(&list.stdout),
        "@carol:localhost\n@dave:localhost\n"
    );

    let ended = server.run(&["user", "deactivate", "carol", "--server-name", "localhost"]);
    assert!(ended.status.success(), "{}", said(&ended));

    server.start();
    let login = json!({ "type": "m.login.password", "password": "a long secret", "identifier": { "type": "m.id.user", "user": "dave" } });
    server
        .http
        .json(http::Method::POST, "/_matrix/client/v3/login", None, &login)
        .await
        .ok();
}

#[tokio::test]
async fn an_account_that_is_there_is_let_run_the_server() {
    let mut server = server();
    let (ada, bo) = (server.person("ada").await, server.person("bo").await);
    let is_admin = |person: testkit::Person| async move {
        person.get("/_causeway/v1/me").await.ok()["admin"].clone()
    };
    assert_eq!(is_admin(ada.clone()).await, false);
    let run = |server: &testkit::Server, args: &[&str]| {
        let mut all = vec!["user", "admin"];
        all.extend_from_slice(args);
        all.extend(["--server-name", "localhost"]);
        server.run(&all)
    };
    let done = run(&server, &["ada"]);
    assert!(done.status.success(), "{}", said(&done));
    assert_eq!(is_admin(ada.clone()).await, true);
    let last = run(&server, &["ada", "--off"]);
    assert_eq!(last.status.code(), Some(1));
    assert_eq!(
        said(&last).trim(),
        "causeway: not done: Nobody else runs this server: let somebody else first"
    );
    assert!(server.stop().success());
    assert!(run(&server, &["@bo:localhost"]).status.success());
    assert!(run(&server, &["ada", "--off"]).status.success());
    let nobody = run(&server, &["nobody"]);
    assert_eq!(nobody.status.code(), Some(1));
    assert!(
        said(&nobody).contains("see `causeway user list`"),
        "{}",
        said(&nobody)
    );
    server.start();
    assert_eq!(is_admin(ada.at(&server.http)).await, false);
    assert_eq!(is_admin(bo.at(&server.http)).await, true);
}

#[tokio::test]
async fn the_demo_can_be_repeated_and_its_people_can_sign_in() {
    let server = server();
    for _ in 0..2 {
        let filled = server.run(&["demo", "--videos", "1"]);
        assert!(filled.status.success(), "{}", said(&filled));
    }
    let fresh = server
        .http
        .json(
            http::Method::GET,
            "/_causeway/v1/feed/fresh",
            None,
            &json!(null),
        )
        .await
        .ok();
    let videos = fresh["videos"].as_array().unwrap();
    assert_eq!(videos.len(), 1, "{fresh}");
    assert_eq!(videos[0]["state"], "ready");
    let login = json!({ "type": "m.login.password", "password": "causeway-demo", "identifier": { "type": "m.id.user", "user": "mei" } });
    let mei = server
        .http
        .json(http::Method::POST, "/_matrix/client/v3/login", None, &login)
        .await
        .ok();
    let rooms = server
        .http
        .json(
            http::Method::GET,
            "/_matrix/client/v3/publicRooms",
            None,
            &json!(null),
        )
        .await
        .ok();
    assert_eq!(rooms["chunk"].as_array().unwrap().len(), 3, "{mei}");
}

#[test]
fn a_busy_port_a_wrong_name_and_a_folder_in_use_each_give_one_line() {
    let server = server();
    let address = server.url().trim_start_matches("http://").to_owned();
    let other = tempfile::tempdir().unwrap();
    let run = |args: &[&str]| {
        std::process::Command::new(CAUSEWAY)
            .args(args)
            .output()
            .unwrap()
    };
    let folder = other.path().display().to_string();
    let busy = run(&["serve", "--listen", &address, "--data-dir", &folder]);
    assert_eq!(busy.status.code(), Some(1));
    assert!(
        said(&busy).contains("choose another address")
            || said(&busy).contains("Choose another address"),
        "{}",
        said(&busy)
    );
    assert_eq!(
        String::from_utf8_lossy(&busy.stderr).lines().count(),
        1,
        "{}",
        said(&busy)
    );

    if !server.is_postgres() {
        let used = run(&[
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--data-dir",
            &server.data_dir().display().to_string(),
        ]);
        assert_eq!(used.status.code(), Some(1));
        assert!(
            said(&used).contains("another causeway is using"),
            "{}",
            said(&used)
        );
    }
    let wrong = run(&["serve", "--no-such-option"]);
    assert_eq!(wrong.status.code(), Some(2));
}

#[test]
fn the_doctor_finds_a_damaged_database() {
    let mut server = server();
    assert!(server.stop().success());
    let fine = server.run(&["doctor", "--server-name", "localhost"]);
    assert!(fine.status.success(), "{}", said(&fine));
    if server.is_postgres() {
        return;
    }
    let file = server.data_dir().join("causeway.db");
    let mut bytes = std::fs::read(&file).unwrap();
    let half = bytes.len() / 2;
    bytes[half..].fill(0x5a);
    drop(std::fs::remove_file(
        server.data_dir().join("causeway.db-wal"),
    ));
    std::fs::write(&file, bytes).unwrap();
    let ill = server.run(&["doctor", "--server-name", "localhost"]);
    assert_eq!(ill.status.code(), Some(1), "{}", said(&ill));
    assert!(said(&ill).contains("WRONG"), "{}", said(&ill));
}
