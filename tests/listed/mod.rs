//! The directory: who lets himself be found, who finds whom, what the host does about it.

mod apps;
mod domains;
mod elsewhere;
mod found;
mod host;
mod name_server;
mod plans;
mod rising;
mod withdrawn;

use http::Method;
use serde_json::{Value, json};
use testkit::{Answer, Person, Server, segment};

const DIRECTORY: &str = "/_causeway/v1/directory";
const ADMIN: &str = "/_causeway/v1/admin/directory";

/// What somebody without an account reads.
async fn look(server: &Server, path: &str) -> Answer {
    let path = format!("{DIRECTORY}{path}");
    server
        .http
        .json(Method::GET, &path, None, &Value::Null)
        .await
}

/// Ids of what a search finds.
async fn found(server: &Server, query: &str) -> Vec<String> {
    let page = look(server, query).await.ok();
    let results = page["results"].as_array().unwrap();
    let ids = results.iter().map(|one| one["id"].as_str().unwrap());
    ids.map(str::to_owned).collect()
}

async fn put(person: &Person, id: &str, entry: Value) -> Answer {
    person.put(&format!("{DIRECTORY}/mine/{id}"), entry).await
}

fn organisation(name: &str, more: Value) -> Value {
    let mut entry = json!({ "kind": "organisation", "name": name, "category": "city" });
    for (key, value) in more.as_object().unwrap() {
        entry[key] = value.clone();
    }
    entry
}

/// A room in the public list.
async fn public_room(person: &Person, name: &str) -> String {
    let body = json!({ "preset": "public_chat", "visibility": "public", "name": name });
    person.create_room(body).await
}

async fn set_public(person: &Person, room: &str, public: bool) {
    let path = format!("/_matrix/client/v3/directory/list/room/{}", segment(room));
    let visibility = if public { "public" } else { "private" };
    person
        .put(&path, json!({ "visibility": visibility }))
        .await
        .ok();
}
