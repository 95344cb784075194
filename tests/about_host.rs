//! What the web app is told of a host before anybody signs in.

use http::Method;
use serde_json::{Value, json};
use testkit::Server;

use crate::{CAUSEWAY, server};

async fn host(server: &Server) -> Value {
    let path = "/_causeway/v1/host";
    let answer = server
        .http
        .json(Method::GET, path, None, &Value::Null)
        .await;
    assert_eq!(answer.headers["cache-control"], "public, max-age=60");
    assert_eq!(answer.headers["content-type"], "application/json");
    answer.ok()
}

#[tokio::test]
async fn a_host_that_set_nothing_is_told_with_defaults() {
    assert_eq!(
        host(&server()).await,
        json!({
            "server_name": "localhost", "version": env!("CARGO_PKG_VERSION"), "registration": "open", "name": null,
            "link_previews": true, "recall_seconds": 120, "password_min": 8, "support": null,
            "video": { "bytes_max": 524_288_000, "seconds_max": 180, "trim": true },
        })
    );
}

#[tokio::test]
async fn a_host_is_told_as_its_settings_say() {
    let server = Server::builder(CAUSEWAY)
        .arg("--registration")
        .arg("invite")
        .arg("--no-url-previews")
        .env("CAUSEWAY_NAME", "Lin family 林家")
        .env("CAUSEWAY_RECALL_SECONDS", "0")
        .env("CAUSEWAY_SUPPORT_CONTACT", "@mei:localhost")
        .start();
    let told = host(&server).await;
    assert_eq!(told["registration"], "invite");
    assert_eq!(told["name"], "Lin family 林家");
    assert_eq!(told["link_previews"], false);
    assert_eq!(told["recall_seconds"], Value::Null);
    assert_eq!(told["support"], "@mei:localhost");
}
