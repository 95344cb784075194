//! The document that describes our own interface is the interface.

use std::collections::{BTreeMap, BTreeSet};

use http::Method;
use serde_json::{Value, json};
use testkit::Server;

use crate::{
    bad_input::{filled, routes},
    server,
};

const OWN: &str = "/_causeway/v1/";

/// What anybody may ask.
pub const OPEN: [(&str, &str); 34] = [
    ("GET", "/_causeway/v1/host"),
    ("GET", "/_causeway/v1/invitations/{token}"),
    ("GET", "/_causeway/v1/mini-apps"),
    ("GET", "/_causeway/v1/openapi.json"),
    ("GET", "/_causeway/v1/directory"),
    ("GET", "/_causeway/v1/directory/counts"),
    ("GET", "/_causeway/v1/directory/entries/{id}"),
    ("GET", "/_causeway/v1/directory/list"),
    ("GET", "/_causeway/v1/directory/rising"),
    ("GET", "/_causeway/v1/directory/withdrawn"),
    ("GET", "/_causeway/v1/directory/icons/{sha256}"),
    ("GET", "/_causeway/v1/directory/mini-apps/{app_id}/{file}"),
    ("OPTIONS", "/_causeway/v1/uploads"),
    ("GET", "/_causeway/v1/videos/{id}"),
    ("GET", "/_causeway/v1/videos/{id}/comments"),
    ("GET", "/_causeway/v1/videos/{id}/media/{pass}/{name}"),
    ("GET", "/_causeway/v1/feed/fresh"),
    ("GET", "/_causeway/v1/feed/packs"),
    ("GET", "/_causeway/v1/feed/packs/{hash}"),
    ("GET", "/_causeway/v1/feed/avatars/{hash}"),
    ("GET", "/_causeway/v1/feed/rules"),
    ("GET", "/_causeway/v1/search"),
    ("GET", "/_causeway/v1/tags/{tag}"),
    ("GET", "/_causeway/v1/tags/{tag}/videos"),
    ("GET", "/_causeway/v1/trending/tags"),
    ("GET", "/_causeway/v1/trending/videos"),
    ("GET", "/_causeway/v1/sounds/{id}"),
    ("GET", "/_causeway/v1/sounds/{id}/videos"),
    ("GET", "/_causeway/v1/trending/sounds"),
    ("GET", "/_causeway/v1/views/key"),
    ("POST", "/_causeway/v1/views"),
    ("GET", "/_causeway/v1/users/{user_id}"),
    ("GET", "/_causeway/v1/users/{user_id}/videos"),
    ("GET", "/_causeway/v1/users/{user_id}/reposts"),
];

async fn document(server: &Server) -> Value {
    let path = "/_causeway/v1/openapi.json";
    let answer = server
        .http
        .json(Method::GET, path, None, &Value::Null)
        .await;
    assert_eq!(answer.headers["content-type"], "application/json");
    answer.ok()
}

/// Every operation: method, path, and what the document says of it.
fn operations(document: &Value) -> Vec<(String, String, Value)> {
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            all.push((method.to_uppercase(), path.clone(), operation.clone()));
        }
    }
    all
}

#[tokio::test]
async fn every_route_of_ours_is_described_and_everything_described_is_served() {
    let server = server();
    let document = document(&server).await;
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    let mut closed = BTreeSet::new();
    let mut open = BTreeSet::new();
    for (method, path, operation) in operations(&document) {
        let route = (method.clone(), path.clone());
        // `security: [{}]`: no token is needed.
        if operation["security"] == json!([{}]) {
            open.insert(route);
        } else {
            assert_eq!(operation["security"], Value::Null, "{method} {path}");
            closed.insert(route);
        }
        let path = filled(&path, |_| "x".to_owned());
        let answer = server
            .http
            .json(method.parse().unwrap(), &path, None, &Value::Null)
            .await;
        let text = String::from_utf8_lossy(&answer.bytes);
        assert!(!text.contains("M_UNRECOGNIZED"), "{method} {path}: {text}");
    }
    assert_eq!(document["security"], json!([{ "matrix": [] }]));
    let listed: BTreeSet<_> = routes()
        .into_iter()
        .filter(|(_, path)| path.starts_with(OWN))
        .map(|(method, path)| (method.to_string(), path))
        .collect();
    assert_eq!(
        closed, listed,
        "left: the document; right: tests/routes.txt"
    );
    let listed = OPEN.map(|(method, path)| (method.to_owned(), path.to_owned()));
    assert_eq!(open, listed.into(), "left: the document; right: this file");
}

/// What the web app's client is made of. `scripts/client` writes it again.
const COMMITTED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../web/openapi.json");

#[tokio::test]
async fn the_web_apps_client_is_made_of_what_is_served() {
    let server = server();
    let document = document(&server).await;
    let mut text = serde_json::to_string_pretty(&document).unwrap();
    text.push('\n');
    if std::env::var_os("CAUSEWAY_WRITE_OPENAPI").is_some() {
        std::fs::write(COMMITTED, &text).unwrap();
    }
    let committed = std::fs::read_to_string(COMMITTED).unwrap_or_default();
    assert!(
        committed == text,
        "web/openapi.json is not what the server says: run scripts/client"
    );
}

/// A route is described where it is registered (`utoipa_axum::routes!`). No other way leads into the router.
#[test]
fn no_route_of_ours_is_registered_without_a_description() {
    let mut described = 0;
    for (path, text) in sources() {
        described += text.matches("path = \"/_causeway/v1/").count();
        let compact: String = text.split_whitespace().collect();
        for way in ["route(\"/_causeway", "nest(\"/_causeway"] {
            assert!(!compact.contains(way), "{way} in {path}");
        }
    }
    assert!(described > 20, "only {described} descriptions were found");
}

/// The document knows a type by its name alone: of two with one name it would describe one, for both.
#[test]
fn no_two_types_of_the_document_have_one_name() {
    let mut places: BTreeMap<String, String> = BTreeMap::new();
    for (path, text) in sources() {
        let derived = text.split("ToSchema)]").skip(1);
        let is_type = |word: &&str| ["struct", "enum"].contains(word);
        for rest in derived {
            let mut words = rest.split([' ', '\n', '(', '{', '<', ';']);
            let name = words.by_ref().find(is_type).and_then(|_| words.next());
            if let Some(other) = places.insert(name.unwrap().to_owned(), path.clone()) {
                panic!("{} is in {other} and in {path}", name.unwrap());
            }
        }
    }
    assert!(
        places.len() > 30 && places.contains_key("Overview"),
        "{places:?}"
    );
}

/// Paths and texts of all Rust sources below `crates`.
fn sources() -> Vec<(String, String)> {
    let mut folders: Vec<std::path::PathBuf> =
        vec![concat!(env!("CARGO_MANIFEST_DIR"), "/..").into()];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                found.push((path.display().to_string(), text));
            }
        }
    }
    found
}

#[tokio::test]
async fn a_generator_of_clients_can_work_with_the_document() {
    let server = server();
    let document = document(&server).await;
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    for (method, path, operation) in operations(&document) {
        let what = format!("{method} {path}");
        let name = operation["operationId"].as_str().unwrap().to_owned();
        if let Some(other) = names.insert(name, what.clone()) {
            panic!("{what} has the name of {other}");
        }
        assert!(operation["summary"].is_string(), "{what} says nothing");
        let good = operation["responses"].as_object().unwrap();
        assert!(good.keys().any(|status| status.starts_with('2')), "{what}");
        let refusal = &operation["responses"]["default"]["content"]["application/json"];
        let error = json!({ "$ref": "#/components/schemas/MatrixError" });
        assert_eq!(refusal["schema"], error, "{what}");
        let places = path.matches('{').count();
        let told = operation["parameters"].as_array().map_or(0, |parameters| {
            parameters.iter().filter(|one| one["in"] == "path").count()
        });
        assert_eq!(places, told, "{what}: places of the path");
    }
    let schemas = document["components"]["schemas"].as_object().unwrap();
    for reference in references(&document) {
        let name = reference.strip_prefix("#/components/schemas/").unwrap();
        assert!(schemas.contains_key(name), "{reference} leads nowhere");
    }
    let bearer = json!({ "type": "http", "scheme": "bearer" });
    assert_eq!(document["components"]["securitySchemes"]["matrix"], bearer);
}

fn references(value: &Value) -> Vec<String> {
    match value {
        Value::Object(map) => {
            let own = map.get("$ref").and_then(Value::as_str).map(str::to_owned);
            own.into_iter()
                .chain(map.values().flat_map(references))
                .collect()
        }
        Value::Array(list) => list.iter().flat_map(references).collect(),
        _ => Vec::new(),
    }
}
