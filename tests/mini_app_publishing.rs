//! `causeway app publish`: a developer publishes what he packed from the command line, the host looks at it, everybody finds
//! it. Neither a token nor a password is an argument, or said anywhere.

use std::{
    fs,
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
};

use serde_json::json;
use testkit::{PASSWORD, Server};

use crate::{CAUSEWAY, admin_api::admin, server};

const TOKEN_FROM: &str = "CAUSEWAY_ACCESS_TOKEN";

/// How it ended, and all that it said.
fn causeway(
    folder: &Path,
    args: &[&str],
    typed: &str,
    token: Option<&str>,
) -> (Option<i32>, String) {
    let mut command = Command::new(CAUSEWAY);
    command.current_dir(folder).arg("app").args(args);
    command.env_remove(TOKEN_FROM);
    if let Some(token) = token {
        command.env(TOKEN_FROM, token);
    }
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
    // Who needs no answer may have ended without reading any.
    child.stdin.take().unwrap().write_all(typed.as_bytes()).ok();
    let done = child.wait_with_output().unwrap();
    let said = String::from_utf8([done.stdout, done.stderr].concat()).unwrap();
    assert!(!said.contains(PASSWORD), "{said}");
    assert!(token.is_none_or(|token| !said.contains(token)), "{said}");
    (done.status.code(), said)
}

fn done(folder: &Path, args: &[&str], typed: &str, token: Option<&str>) -> String {
    let (code, said) = causeway(folder, args, typed, token);
    assert_eq!(code, Some(0), "{args:?}: {said}");
    said
}

fn refused(folder: &Path, args: &[&str], typed: &str, token: Option<&str>) -> String {
    let (code, said) = causeway(folder, args, typed, token);
    assert_eq!(code, Some(1), "{args:?}: {said}");
    let last = said.lines().last().unwrap_or_default().to_owned();
    assert!(last.starts_with("causeway: "), "{said}");
    last
}

/// A folder with `tea-1.0.0.xdc`, and the server's address.
fn packed(server: &Server) -> (tempfile::TempDir, String) {
    let place = tempfile::tempdir().unwrap();
    done(place.path(), &["new", "tea"], "", None);
    done(place.path(), &["pack", "tea"], "", None);
    (place, server.url().to_owned())
}

/// The same app in another version.
fn pack_again(place: &Path, version: &str) -> String {
    let manifest = place.join("tea/manifest.toml");
    let text = fs::read_to_string(&manifest).unwrap();
    let other = text.replace("version = \"1.0.0\"", &format!("version = \"{version}\""));
    fs::write(&manifest, &other).unwrap();
    done(place, &["pack", "tea"], "", None);
    fs::write(&manifest, text).unwrap();
    format!("tea-{version}.xdc")
}

#[tokio::test]
async fn who_signs_in_by_a_password_publishes_and_everybody_finds_it_after_the_host_has_looked() {
    let server = server();
    let (root, ada) = (admin(&server, "root").await, server.person("ada").await);
    let (place, url) = packed(&server);
    let publish = [
        "publish",
        "tea-1.0.0.xdc",
        "--server",
        &url,
        "--description",
        "Who wants tea?",
        "--category",
        "food",
        "--languages",
        "en,zh-Hans",
    ];
    let name = ada.user_id.split([':', '@']).nth(1).unwrap();
    let typed = format!("{name}\n{PASSWORD}\n");
    let told = done(place.path(), &publish, &typed, None);
    assert!(told.contains("Tea 1.0.0: new in the directory"), "{told}");
    assert!(told.contains("waits until the host"), "{told}");
    assert!(told.contains(&format!("{url}/discover")), "{told}");
    assert!(!told.contains("no description"), "it was given: {told}");
    let devices = ada.get("/_matrix/client/v3/devices").await.ok();
    assert_eq!(devices["devices"].as_array().unwrap().len(), 1, "{devices}");

    let review = "/_causeway/v1/admin/directory/releases/tea/1.0.0";
    root.put(review, json!({ "verdict": "reviewed" }))
        .await
        .ok();
    let found = ada
        .get("/_causeway/v1/directory?kind=mini_app&q=tea")
        .await
        .ok();
    let entry = &found["results"][0];
    assert_eq!(
        (&entry["summary"], &entry["category"], &entry["languages"]),
        (
            &json!("Who wants tea?"),
            &json!("food"),
            &json!(["en", "zh-Hans"])
        )
    );
}

#[tokio::test]
async fn a_new_version_is_known_by_its_id_and_an_old_one_is_refused_with_what_to_do() {
    let server = server();
    let root = admin(&server, "root").await;
    let (place, url) = packed(&server);
    let token = Some(root.token.as_str());
    let first = ["publish", "tea-1.0.0.xdc", "--server", &url];
    let told = done(place.path(), &first, "", token);
    assert!(told.contains("Everybody finds it at"), "{told}");
    let next = pack_again(place.path(), "1.1.0");
    let told = done(
        place.path(),
        &["publish", &next, "--server", &url],
        "",
        token,
    );
    assert!(
        told.contains("Tea 1.1.0: a new version, after 1.0.0"),
        "{told}"
    );
    let told = refused(place.path(), &first, "", token);
    assert!(told.contains("the next one must be higher"), "{told}");

    // The device of a token is its owner's, and stays.
    root.get("/_matrix/client/v3/devices").await.ok();
    let eve = server.person("eve").await;
    let told = refused(place.path(), &first, "", Some(&eve.token));
    assert!(told.contains("choose another"), "{told}");
}

#[tokio::test]
async fn what_cannot_be_published_is_told_with_what_to_do() {
    let server = server();
    let ada = server.person("ada").await;
    let (place, url) = packed(&server);
    let tea = |server: &str| ["publish", "tea-1.0.0.xdc", "--server", server].map(str::to_owned);
    let refused_at = |at: &str, typed: &str, token: Option<&str>| {
        let args = tea(at);
        refused(
            place.path(),
            &args.each_ref().map(String::as_str),
            typed,
            token,
        )
    };
    let told = refused_at(&url, &format!("{}\nwrong\n", ada.user_id), None);
    assert!(told.contains("cannot sign in"), "{told}");
    let told = refused_at(&url, "", None);
    assert!(told.contains("User name"), "{told}");
    let told = refused_at(&url, "", Some("syt_no_such"));
    assert!(told.contains(TOKEN_FROM), "{told}");
    let told = refused_at("http://chat.example.org", "", None);
    assert!(told.contains("https://"), "{told}");
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let closed = format!("http://{}", nobody.local_addr().unwrap());
    drop(nobody);
    let told = refused_at(&closed, "", Some(&ada.token));
    assert!(told.contains("cannot reach"), "{told}");

    let folder = refused(
        place.path(),
        &["publish", "tea", "--server", &url],
        "",
        None,
    );
    assert!(folder.contains("causeway app pack tea"), "{folder}");
    let token = Some(ada.token.as_str());
    let wrong = [
        "publish",
        "tea-1.0.0.xdc",
        "--server",
        &url,
        "--category",
        "nonsense",
    ];
    let told = refused(place.path(), &wrong, "", token);
    assert!(told.contains("category must be one of"), "{told}");
}
