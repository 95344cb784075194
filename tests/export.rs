//! A person's data, handed out by the host as an archive that any program can read.

use std::{collections::BTreeMap, path::Path, process::Command};

use http::Method;
use serde_json::{Value, json};
use testkit::{Person, Server, segment};

use crate::server;

/// All files of an archive, unpacked by the system's own tar.
fn unpacked(archive: &Path) -> BTreeMap<String, Vec<u8>> {
    let folder = tempfile::tempdir().unwrap();
    let tar = Command::new("tar")
        .arg("-xf")
        .arg(archive)
        .arg("-C")
        .arg(folder.path())
        .output()
        .unwrap();
    assert!(tar.status.success() && tar.stderr.is_empty(), "{tar:?}");
    let (mut files, mut folders) = (BTreeMap::new(), vec![folder.path().to_owned()]);
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(folder.path()).unwrap();
            files.insert(name.display().to_string(), std::fs::read(&path).unwrap());
        }
    }
    files
}

fn export(server: &Server, name: &str, output: &Path) -> String {
    let output = output.display().to_string();
    let done = server.run(&[
        "export",
        name,
        "--output",
        &output,
        "--server-name",
        "localhost",
    ]);
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(done.status.success(), "{said}");
    String::from_utf8_lossy(&done.stdout).into_owned()
}

async fn upload(person: &Person, bytes: Vec<u8>, name: &str) -> String {
    let path = format!("/_matrix/media/v3/upload?filename={name}");
    let answer = person
        .http
        .send(
            Method::POST,
            &path,
            Some(&person.token),
            "text/plain",
            bytes.into(),
        )
        .await
        .ok();
    let uri = answer["content_uri"].as_str().unwrap().to_owned();
    uri.rsplit_once('/').unwrap().1.to_owned()
}

#[tokio::test]
async fn a_person_gets_everything_of_hers_and_nothing_of_others() {
    let mut server = server();
    let (mei, bo) = (server.person("mei").await, server.person("bo").await);
    let name = "/_matrix/client/v3/profile/@mei:localhost/displayname";
    mei.put(name, json!({ "displayname": "Mei 梅" })).await.ok();
    let room = mei
        .create_room(json!({ "preset": "public_chat", "room_alias_name": "tea" }))
        .await;
    bo.join(&room).await.ok();
    for number in 0..1_100 {
        // More than a page of events is read.
        if number % 11 == 0 {
            mei.say(&room, &format!("message {number} of mei")).await;
        }
    }
    bo.say(&room, "a secret of bo").await;
    let data = "/_matrix/client/v3/user/@mei:localhost/account_data/org.example.diary";
    mei.put(data, json!({ "today": "rain" })).await.ok();
    let tag = format!(
        "/_matrix/client/v3/user/@mei:localhost/rooms/{}/tags/u.tea",
        segment(&room)
    );
    mei.put(&tag, json!({ "order": 0.25 })).await.ok();
    let big: Vec<u8> = (0..7_000_001u32)
        .map(|n| u8::try_from(n % 251).unwrap())
        .collect();
    let big_id = upload(&mei, big.clone(), "big.txt").await;
    let small_id = upload(&mei, b"small".to_vec(), "small.txt").await;
    let empty_id = upload(&mei, Vec::new(), "empty.txt").await;
    let bos_id = upload(&bo, b"of bo".to_vec(), "bo.txt").await;

    let place = tempfile::tempdir().unwrap();
    let running = place.path().join("running.tar");
    let said = export(&server, "mei", &running);
    assert!(said.contains("holds everything"), "{said}");
    assert!(server.stop().success());
    let stopped = place.path().join("stopped.tar");
    export(&server, "@mei:localhost", &stopped);

    let files = unpacked(&running);
    let mode = std::os::unix::fs::PermissionsExt::mode(&running.metadata().unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600);
    let read = |name: &str| -> Value {
        let bytes = files.get(&format!("matrix/{name}"));
        serde_json::from_slice(bytes.unwrap_or_else(|| panic!("no {name}: {:?}", files.keys())))
            .unwrap()
    };
    assert_eq!(read("export.json")["user_id"], "@mei:localhost");
    assert_eq!(read("account.json")["profile"]["displayname"], "Mei 梅");
    assert_eq!(read("devices.json")[0]["device_id"], mei.device_id.as_str());
    let account_data = read("account_data.json");
    assert_eq!(account_data["global"]["org.example.diary"]["today"], "rain");
    assert_eq!(
        account_data["rooms"][&room]["m.tag"]["tags"]["u.tea"]["order"],
        0.25
    );
    assert_eq!(
        read("rooms.json"),
        json!([{ "room_id": room, "membership": "join" }])
    );
    assert_eq!(read("aliases.json")[0]["alias"], "#tea:localhost");
    let media = read("media.json");
    let of = |id: &str| {
        media
            .as_array()
            .unwrap()
            .iter()
            .find(|file| file["media_id"] == id)
    };
    assert_eq!(of(&big_id).unwrap()["name"], "big.txt");
    assert_eq!(of(&small_id).unwrap()["file"], format!("media/{small_id}"));
    assert!(of(&bos_id).is_none());
    assert!(files[&format!("matrix/media/{big_id}")] == big);
    assert_eq!(files[&format!("matrix/media/{small_id}")], b"small");
    assert!(files[&format!("matrix/media/{empty_id}")].is_empty());

    let events: Vec<(&String, &Vec<u8>)> = files
        .iter()
        .filter(|(name, _)| name.starts_with("matrix/events/"))
        .collect();
    assert_eq!(events.len(), 1, "one room, one file");
    let lines = String::from_utf8(events[0].1.clone()).unwrap();
    let mut said = Vec::new();
    for line in lines.lines() {
        let event: Value = serde_json::from_str(line).unwrap();
        assert_eq!(event["sender"], "@mei:localhost");
        said.extend(event["content"]["body"].as_str().map(str::to_owned));
    }
    assert_eq!(said.len(), 100);
    assert_eq!(said[99], "message 1089 of mei");
    for (name, bytes) in &files {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains("a secret of bo"), "{name}");
        // Neither her password's hash nor a token that opens her account.
        assert!(
            !text.contains("$argon2") && !text.contains(&mei.token),
            "{name}"
        );
    }
    // Running or stopped, it is the same.
    let again = unpacked(&stopped);
    assert_eq!(
        files.keys().collect::<Vec<_>>(),
        again.keys().collect::<Vec<_>>()
    );
}

#[tokio::test]
async fn an_export_writes_over_nothing_and_leaves_no_half() {
    let server = server();
    server.person("mei").await;
    let place = tempfile::tempdir().unwrap();
    let there = place.path().join("there.tar");
    std::fs::write(&there, "mine").unwrap();
    let run = |name: &str, output: &Path| {
        let output = output.display().to_string();
        let done = server.run(&[
            "export",
            name,
            "--output",
            &output,
            "--server-name",
            "localhost",
        ]);
        assert_eq!(done.status.code(), Some(1));
        String::from_utf8_lossy(&done.stderr).into_owned()
    };
    let said = run("mei", &there);
    let there_shown = there.display();
    assert!(
        said.contains(&format!(
            "{there_shown} is there already: give another name"
        )),
        "{said}"
    );
    assert!(!said.contains("os error"), "{said}");
    let said = run("mei", &place.path().join("no/such/folder.tar"));
    assert!(said.contains("a folder that can be written"), "{said}");
    assert_eq!(std::fs::read(&there).unwrap(), b"mine");
    let new = place.path().join("new.tar");
    let said = run("nobody", &new);
    assert!(
        said.contains("there is no account @nobody:localhost"),
        "{said}"
    );
    assert!(!new.exists());
}
