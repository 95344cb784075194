//! The ground gives way: a full disk, a damaged database, a folder that cannot be written. Each is said in one
//! line with what to do; what was acknowledged is there afterwards, and what was not stored is not acknowledged.

use std::{
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Command, Output},
    time::Duration,
};

use http::Method;
use serde_json::{Value, json};
use testkit::{Answer, Person, Server, room_path};

use crate::{CAUSEWAY, files_below};

/// The one line with which a start is refused.
fn refusal(args: &[&str]) -> String {
    let output = Command::new(CAUSEWAY)
        .args([
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--server-name",
            "localhost",
        ])
        .args(args)
        .env("RUST_BACKTRACE", "1")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{args:?}: {said}");
    assert_eq!(said.lines().count(), 1, "{args:?}: {said}");
    assert!(!said.contains("panicked"), "{said}");
    assert!(output.stdout.is_empty(), "{args:?}");
    said
}

/// What the doctor says; it must find something wrong.
fn diagnosis(folder: &str) -> String {
    let Output { status, stdout, .. } = Command::new(CAUSEWAY)
        .args(["doctor", "--server-name", "localhost", "--data-dir", folder])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&stdout).into_owned();
    assert_eq!(status.code(), Some(1), "{said}");
    said
}

/// A stopped server's folder with one message in it, as a SQLite database.
async fn used_folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let database = format!("sqlite:{}/causeway.db", folder.path().display());
    // On PostgreSQL too: these are faults of files.
    let mut server = Server::builder(CAUSEWAY)
        .data_dir(folder.path())
        .on_sqlite(&database)
        .start();
    let person = server.person("ada").await;
    let room = person.create_room(json!({})).await;
    person.say(&room, "hello").await;
    assert!(server.stop().success());
    folder
}

#[tokio::test]
async fn a_folder_that_cannot_be_used_is_named_with_what_to_do() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("file");
    std::fs::write(&file, b"x").unwrap();
    for path in [file.clone(), file.join("below")] {
        let path = path.display().to_string();
        let said = refusal(&["--data-dir", &path]);
        assert!(
            said.contains(&path) && said.contains("--data-dir"),
            "{said}"
        );
        assert!(diagnosis(&path).contains("cannot be written"), "{path}");
    }
    // Nobody writes here, root neither.
    let said = refusal(&["--data-dir", "/sys/kernel"]);
    assert!(said.contains("check who owns the folder"), "{said}");
    assert!(diagnosis("/sys/kernel").contains("WRONG   the data folder /sys/kernel cannot"));

    let closed = place.path().join("closed");
    std::fs::create_dir(&closed).unwrap();
    std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(0o500)).unwrap();
    if std::fs::write(closed.join("x"), b"x").is_err() {
        let said = refusal(&["--data-dir", &closed.display().to_string()]);
        assert!(said.contains("check who owns the folder"), "{said}");
    } else {
        eprintln!("left out: permission bits do not bind root; /sys/kernel stands for them");
    }

    let folder = place.path().join("data");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("blobs"), b"x").unwrap();
    let said = refusal(&["--data-dir", &folder.display().to_string()]);
    assert!(said.contains("--blobs"), "{said}");
    std::fs::write(folder.join("causeway.toml"), b"listen = [\n").unwrap();
    let said = refusal(&["--data-dir", &folder.display().to_string()]);
    assert!(said.contains("causeway.toml"), "{said}");
    std::fs::write(folder.join("causeway.toml"), b"registratoin = \"open\"\n").unwrap();
    let said = refusal(&["--data-dir", &folder.display().to_string()]);
    assert!(said.contains("no setting \"registratoin\""), "{said}");
}

#[tokio::test]
async fn a_database_that_is_none_or_of_a_newer_version_is_refused_and_not_touched() {
    let folder = used_folder().await;
    let data_dir = folder.path().display().to_string();
    let file = folder.path().join("causeway.db");
    let whole = std::fs::read(&file).unwrap();

    let mut headless = whole.clone();
    headless[..100].fill(0);
    std::fs::write(&file, &headless).unwrap();
    let said = refusal(&["--data-dir", &data_dir]);
    assert!(
        said.contains("not a database") && said.contains("restore a backup"),
        "{said}"
    );
    assert!(diagnosis(&data_dir).contains("restore a backup"));
    assert_eq!(std::fs::read(&file).unwrap(), headless);

    // A later version has applied a migration that this one does not know: another name stands in.
    let known = b"matrix/0055_search";
    let newer = replaced(&whole, known, b"matrix/9055_search");
    std::fs::write(&file, &newer).unwrap();
    let said = refusal(&["--data-dir", &data_dir]);
    assert!(
        said.contains("newer Causeway (migration matrix/9055_search)"),
        "{said}"
    );
    assert!(diagnosis(&data_dir).contains("newer Causeway"));

    std::fs::write(&file, &whole).unwrap();
    let doctor = Command::new(CAUSEWAY)
        .args([
            "doctor",
            "--server-name",
            "localhost",
            "--data-dir",
            &data_dir,
        ])
        .output()
        .unwrap();
    assert!(doctor.status.success(), "{doctor:?}");
}

fn replaced(bytes: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    assert_eq!(old.len(), new.len());
    let mut bytes = bytes.to_vec();
    let at: Vec<usize> = (0..bytes.len() - old.len())
        .filter(|at| &bytes[*at..*at + old.len()] == old)
        .collect();
    assert!(!at.is_empty());
    for at in at {
        bytes[at..at + new.len()].copy_from_slice(new);
    }
    bytes
}

#[tokio::test]
async fn damage_in_the_middle_is_an_error_and_no_lie() {
    let folder = tempfile::tempdir().unwrap();
    let database = format!("sqlite:{}/causeway.db", folder.path().display());
    let mut server = Server::builder(CAUSEWAY)
        .data_dir(folder.path())
        .on_sqlite(&database)
        .start();
    let mut ada = server.person("ada").await;
    let room = ada.create_room(json!({})).await;
    let mut said = Vec::new();
    for number in 0..300 {
        let text = format!("{number} {}", "long ".repeat(100));
        ada.say(&room, &text).await;
        said.push(text);
    }
    assert!(server.stop().success());
    let file = folder.path().join("causeway.db");
    let mut bytes = std::fs::read(&file).unwrap();
    let page = 4096;
    // Where the messages are: what people see must be right or refused.
    let marked: Vec<usize> = (0..bytes.len() / page)
        .filter(|at| {
            let text = String::from_utf8_lossy(&bytes[at * page..(at + 1) * page]);
            text.contains("long long long")
        })
        .collect();
    for at in &marked[marked.len() / 3..marked.len() / 2] {
        bytes[at * page..(at + 1) * page].fill(0xa5);
    }
    std::fs::write(&file, &bytes).unwrap();

    server.start();
    ada = ada.at(&server.http);
    let (mut refused, mut from) = (0, String::new());
    for _ in 0..40 {
        let path = room_path(&room, &format!("messages?dir=b&limit=10{from}"));
        let answer = ada.get(&path).await;
        if answer.status.is_server_error() {
            answer.refused(500, "M_UNKNOWN");
            refused += 1;
            break;
        }
        let page = answer.ok();
        for event in page["chunk"].as_array().unwrap() {
            if event["type"] == "m.room.message" {
                let text = event["content"]["body"].as_str().unwrap();
                assert!(said.iter().any(|known| known == text), "made up: {text}");
            }
        }
        let Some(end) = page["end"].as_str() else {
            break;
        };
        from = format!("&from={end}");
    }
    assert!(refused > 0, "the damage was not met");
    assert!(
        server.log().contains("restore a backup"),
        "{}",
        server.log()
    );
    assert!(!server.log().contains("panicked"), "{}", server.log());
    // The rest goes on.
    ada.get("/_matrix/client/v3/account/whoami").await.ok();
    server.stop();
    assert!(diagnosis(&folder.path().display().to_string()).contains("damaged"));
}

/// Sends until one is refused; returns the texts that were acknowledged, and the refusal.
async fn send_until_refused(person: &Person, room: &str) -> (Vec<String>, Answer) {
    let mut taken = Vec::new();
    for number in 0..20_000 {
        let text = format!("{number} {}", "much ".repeat(2_000));
        let content = json!({ "msgtype": "m.text", "body": text });
        let txn = format!("fill{number}");
        let answer = person.send(room, "m.room.message", &txn, content).await;
        if answer.status.is_success() {
            taken.push(text);
        } else {
            return (taken, answer);
        }
    }
    panic!("everything was taken");
}

async fn upload(person: &Person, megabytes: usize) -> Answer {
    let path = "/_matrix/media/v3/upload";
    let (token, bytes) = (
        Some(person.token.as_str()),
        vec![7; megabytes * 1024 * 1024],
    );
    let http = &person.http;
    http.send(Method::POST, path, token, "text/plain", bytes.into())
        .await
}

/// All messages of a room, oldest first.
async fn everything(person: &Person, room: &str) -> Vec<String> {
    let (mut texts, mut from) = (Vec::new(), String::new());
    loop {
        let path = room_path(room, &format!("messages?dir=f&limit=100{from}"));
        let page = person.get(&path).await.ok();
        for event in page["chunk"].as_array().unwrap() {
            texts.extend(event["content"]["body"].as_str().map(str::to_owned));
        }
        let Some(end) = page["end"].as_str() else {
            return texts;
        };
        from = format!("&from={end}");
    }
}

/// A server whose disk is filled by `fill` and gets room again by `free`.
async fn live_through_a_full_disk(
    mut server: Server,
    fill: impl FnOnce(&Server),
    free: impl FnOnce(&Server),
) {
    let (ada, bo) = (server.person("ada").await, server.person("bo").await);
    let room = ada.create_room(json!({ "preset": "public_chat" })).await;
    bo.join(&room).await.ok();
    let before = ada.say(&room, "before").await;
    fill(&server);

    let (mut taken, refusal) = send_until_refused(&ada, &room).await;
    let body = refusal.refused(507, "M_RESOURCE_LIMIT_EXCEEDED");
    assert!(
        body["admin_contact"]
            .as_str()
            .unwrap()
            .contains("mailto:host@example.org"),
        "{body}"
    );
    let ready = async |server: &Server| {
        let (http, none) = (&server.http, &Value::Null);
        http.json(Method::GET, "/ready", None, none).await
    };
    ready(&server)
        .await
        .refused(507, "M_RESOURCE_LIMIT_EXCEEDED");
    for megabytes in [3, 6] {
        let upload = upload(&ada, megabytes).await;
        upload.refused(507, "M_RESOURCE_LIMIT_EXCEEDED");
    }
    // What was refused does not take what room there is.
    for wait in 0.. {
        let files = files_below(&server.data_dir().join("blobs"));
        if files.is_empty() {
            break;
        }
        assert!(wait < 100, "{files:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    // Reading goes on.
    bo.sync(None).await;
    bo.get(&room_path(&room, &format!("event/{before}")))
        .await
        .ok();
    assert_eq!(everything(&bo, &room).await.len(), taken.len() + 1);
    let log = server.log();
    assert_eq!(log.matches("The disk is full").count(), 1, "{log}");

    free(&server);
    assert_eq!(ready(&server).await.ok(), "ready");
    // No restart. The same request again is taken now, once.
    let number = taken.len();
    let text = format!("{number} {}", "much ".repeat(2_000));
    let content = json!({ "msgtype": "m.text", "body": text });
    let txn = format!("fill{number}");
    let first = ada
        .send(&room, "m.room.message", &txn, content.clone())
        .await
        .ok();
    let again = ada.send(&room, "m.room.message", &txn, content).await.ok();
    assert_eq!(first["event_id"], again["event_id"]);
    taken.push(text);
    bo.say(&room, "after").await;
    upload(&ada, 3).await.ok();
    upload(&ada, 6).await.ok();

    let expected: Vec<String> = std::iter::once("before".to_owned())
        .chain(taken)
        .chain(["after".to_owned()])
        .collect();
    assert!(
        everything(&bo, &room).await == expected,
        "before the restart"
    );
    server.kill();
    server.start();
    let bo = bo.at(&server.http);
    assert!(everything(&bo, &room).await == expected, "after a kill");
    let state: Value = bo.get(&room_path(&room, "state")).await.ok();
    assert!(state.as_array().unwrap().len() > 5);
    assert!(!server.log().contains("panicked"), "{}", server.log());
    assert!(server.stop().success());
}

/// A file system of its own, taken away with this.
pub(crate) struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    /// `None`: mounting is not permitted here.
    pub(crate) fn new(megabytes: usize) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={megabytes}m"), "tmpfs"])
            .arg(folder.path())
            .output();
        mounted
            .is_ok_and(|output| output.status.success())
            .then_some(Self(folder))
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let unmounted = Command::new("umount").arg("-l").arg(self.path()).status();
        if !unmounted.is_ok_and(|status| status.success()) {
            eprintln!("{} stays mounted", self.path().display());
        }
    }
}

#[tokio::test]
async fn a_full_disk_refuses_what_it_cannot_store_and_goes_on_when_there_is_room() {
    let Some(disk) = SmallDisk::new(24) else {
        eprintln!("left out: mounting is not permitted here; the limit on files stands for it");
        return;
    };
    let database = format!("sqlite:{}/causeway.db", disk.path().display());
    let server = Server::builder(CAUSEWAY)
        .data_dir(disk.path())
        .on_sqlite(&database)
        .arg("--support-contact")
        .arg("host@example.org")
        .start();
    let ballast = disk.path().join("ballast");
    std::fs::write(&ballast, vec![0; 16 * 1024 * 1024]).unwrap();
    live_through_a_full_disk(
        server,
        |_| {},
        |_| {
            std::fs::remove_file(&ballast).unwrap();
        },
    )
    .await;
}

#[tokio::test]
async fn a_limit_on_the_size_of_files_is_a_full_disk_like_any_other() {
    let folder = tempfile::tempdir().unwrap();
    let database = format!("sqlite:{}/causeway.db", folder.path().display());
    let server = Server::builder(CAUSEWAY)
        .data_dir(folder.path())
        .on_sqlite(&database)
        .arg("--support-contact")
        .arg("host@example.org")
        .start();
    let limit = |server: &Server, fsize: &str| {
        let pid = server.process_id().to_string();
        let set = Command::new("prlimit")
            .args(["--pid", &pid, &format!("--fsize={fsize}")])
            .status();
        assert!(set.unwrap().success());
    };
    live_through_a_full_disk(
        server,
        |server| limit(server, "2000000:unlimited"),
        |server| limit(server, "unlimited:unlimited"),
    )
    .await;
}

#[tokio::test]
async fn what_the_server_makes_is_its_owners_alone_whatever_the_mask() {
    let place = tempfile::tempdir().unwrap();
    let open_handed = place.path().join("open-handed");
    std::fs::write(
        &open_handed,
        format!("#!/bin/sh\numask 000\nexec {CAUSEWAY} \"$@\"\n"),
    )
    .unwrap();
    std::fs::set_permissions(&open_handed, std::fs::Permissions::from_mode(0o755)).unwrap();
    let data_dir = place.path().join("new/data");
    let database = format!("sqlite:{}/causeway.db", data_dir.display());
    let server = Server::builder(open_handed.to_str().unwrap())
        .data_dir(&data_dir)
        .on_sqlite(&database)
        .start();
    let ada = server.person("ada").await;
    for size in [10, 6 * 1024 * 1024] {
        let upload = ada
            .http
            .send(
                Method::POST,
                "/_matrix/media/v3/upload",
                Some(&ada.token),
                "text/plain",
                vec![7; size].into(),
            )
            .await;
        upload.ok();
    }
    let mut seen = Vec::new();
    let mut folders = vec![data_dir.clone()];
    while let Some(folder) = folders.pop() {
        let mode = std::fs::metadata(&folder).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o700, "{}", folder.display());
        for entry in std::fs::read_dir(&folder).unwrap() {
            let entry = entry.unwrap();
            if entry.file_type().unwrap().is_dir() {
                folders.push(entry.path());
                continue;
            }
            let mode = entry.metadata().unwrap().permissions().mode() & 0o777;
            assert_eq!(mode, 0o600, "{}", entry.path().display());
            seen.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    for needed in [
        "causeway.db",
        "causeway.db-wal",
        "admin.sock",
        "causeway.lock",
    ] {
        assert!(
            seen.iter().any(|name| name == needed),
            "{needed} is not among {seen:?}"
        );
    }
    assert!(
        seen.iter().filter(|name| name.len() == 64).count() == 2,
        "{seen:?}"
    );
}
