//! Captions: uploaded as WebVTT, served sanitised, found by players in the master playlist.

use http::Method;
use serde_json::json;

use super::{at, clip, fetch, put_text, ready, video};
use crate::server;

const VTT: &str = "WEBVTT\n\nSTYLE\n::cue { color: red }\n\n00:00.000 --> 00:01.000\n<b>Hello</b> <script>x</script>\n";

#[tokio::test]
async fn captions_are_served_without_anything_but_text() {
    let server = server();
    let (ada, bob) = (server.person("ada").await, server.person("bob").await);
    let asked = json!({ "captions": [{ "language": "en", "label": "English", "vtt": VTT }] });
    let shown = ready(&ada, &clip("128x128", "1", &[]), asked).await;
    let id = shown["id"].as_str().unwrap();
    let captions = &shown["captions"][0];
    assert_eq!(
        (&captions["language"], &captions["label"]),
        (&json!("en"), &json!("English"))
    );
    let text = fetch(&server.http, captions["url"].as_str().unwrap()).await;
    assert_eq!(text.headers["content-type"], "text/vtt; charset=utf-8");
    let text = String::from_utf8(text.bytes.to_vec()).unwrap();
    assert!(
        text.contains("<b>Hello</b>") && !text.contains("script>") && !text.contains("STYLE"),
        "{text}"
    );

    let path = |language: &str| format!("/_causeway/v1/videos/{id}/captions/{language}");
    put_text(&bob, &path("en"), VTT)
        .await
        .refused(404, "M_NOT_FOUND");
    put_text(&ada, &path("zh-Hans"), VTT).await.ok();
    put_text(&ada, &path("de"), "not captions")
        .await
        .refused(400, "M_INVALID_PARAM");
    put_text(&ada, &path("x%22y"), VTT)
        .await
        .refused(400, "M_INVALID_PARAM");
    let changed = video(&ada, id).await;
    assert_eq!(changed["captions"].as_array().unwrap().len(), 2);
    assert_ne!(
        at(&changed, "hls"),
        at(&shown, "hls"),
        "caches have the old playlist"
    );
    let master = fetch(&server.http, at(&changed, "hls")).await;
    let master = String::from_utf8(master.bytes.to_vec()).unwrap();
    assert!(
        master.contains("TYPE=SUBTITLES,GROUP-ID=\"captions\",NAME=\"English\",LANGUAGE=\"en\""),
        "{master}"
    );
    assert!(master.contains(",SUBTITLES=\"captions\""), "{master}");
    let folder = at(&changed, "hls").strip_suffix("master.m3u8").unwrap();
    let playlist = fetch(&server.http, &format!("{folder}captions.zh-Hans.m3u8")).await;
    let playlist = String::from_utf8(playlist.bytes.to_vec()).unwrap();
    assert!(playlist.contains("\ncaptions.zh-Hans.vtt\n"), "{playlist}");
    assert_eq!(
        fetch(&server.http, at(&shown, "mp4")).await.status.as_u16(),
        200,
        "who watches goes on"
    );

    for language in ["en", "zh-Hans"] {
        ada.delete(&path(language)).await.ok();
    }
    let without = video(&ada, id).await;
    assert_eq!(without["captions"], json!([]));
    let known = server
        .http
        .look(Method::GET, at(&without, "hls"), &[])
        .await;
    assert!(!String::from_utf8_lossy(&known.bytes).contains("SUBTITLES"));
}
