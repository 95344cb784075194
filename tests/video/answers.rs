//! Videos that use others': side by side, after a quotation, under another's sound; when the author allows it.

use std::process::Command;

use serde_json::{Value, json};
use testkit::Person;

use super::{at, clip, fetch, ready, upload, video};
use crate::server;

async fn asked(person: &Person, more: Value) -> testkit::Answer {
    let mut body = more;
    body["upload"] = upload(person, b"no video").await.into();
    person.post("/_causeway/v1/videos", body).await
}

async fn has_sound(person: &Person, video: &Value) -> bool {
    let master = fetch(&person.http, at(video, "hls")).await;
    String::from_utf8_lossy(&master.bytes).contains("TYPE=AUDIO")
}

#[tokio::test]
async fn a_duet_stands_beside_a_stitch_comes_after_and_a_sound_lies_under() {
    let server = server();
    let (ada, bob) = (server.person("ada").await, server.person("bob").await);
    let white = ["-vf", "drawbox=color=white:t=fill"];
    let original = ready(&ada, &clip("128x228", "3", &white), json!({})).await;
    let id = original["id"].as_str().unwrap();
    assert_eq!(
        (&original["may_duet"], &original["may_stitch"]),
        (&json!(true), &json!(true))
    );
    let black = ["-vf", "drawbox=color=black:t=fill", "-an"];
    let own = clip("128x228", "2", &black);

    let duet = ready(&bob, &own, json!({ "duet_of": id, "cover_ms": 500 })).await;
    assert_eq!(duet["duet_of"], id);
    assert_eq!(
        (&duet["width"], &duet["height"]),
        (&json!(256), &json!(228))
    );
    let poster = fetch(&server.http, at(&duet, "poster")).await;
    let poster = image::load_from_memory(&poster.bytes).unwrap().to_rgb8();
    assert!(poster.get_pixel(60, 100)[0] < 40 && poster.get_pixel(200, 100)[0] > 200);
    let duration = duet["duration_ms"].as_i64().unwrap();
    assert!((1900..=2100).contains(&duration), "{duration}");
    assert!(has_sound(&bob, &duet).await, "of the original");

    let quoted = json!({ "stitch_of": id, "stitch": { "start_ms": 500, "end_ms": 1500 } });
    let stitch = ready(&bob, &own, quoted).await;
    assert_eq!(stitch["stitch_of"], id);
    let duration = stitch["duration_ms"].as_i64().unwrap();
    assert!((2900..=3150).contains(&duration), "{duration}");

    let under = ready(&bob, &own, json!({ "sound": id, "sound_volume": 50 })).await;
    assert!(has_sound(&bob, &under).await);
    let duration = under["duration_ms"].as_i64().unwrap();
    assert!((1900..=2100).contains(&duration), "{duration}");

    ada.delete(&format!("/_causeway/v1/videos/{id}")).await.ok();
    let left = video(&bob, duet["id"].as_str().unwrap()).await;
    assert!(left["duet_of"].is_null());
    assert_eq!(
        fetch(&server.http, at(&left, "mp4")).await.status.as_u16(),
        200
    );
}

/// Music that is shorter than the picture begins again.
#[tokio::test]
async fn a_short_sound_is_heard_to_the_end_of_a_long_video() {
    let server = server();
    let (ada, bob) = (server.person("ada").await, server.person("bob").await);
    let short = ready(&ada, &clip("128x128", "1", &[]), json!({})).await;
    let sound = json!({ "sound": short["id"] });
    for (more, what) in [
        (&["-an"][..], "alone"),
        (&["-af", "volume=0"][..], "under silence"),
    ] {
        let long = ready(&bob, &clip("128x128", "5", more), sound.clone()).await;
        let duration = long["duration_ms"].as_i64().unwrap();
        assert!((4900..=5100).contains(&duration), "{what}: {duration}");
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("video.mp4");
        std::fs::write(&path, fetch(&server.http, at(&long, "mp4")).await.bytes).unwrap();
        for second in ["0.2", "2.5", "4.3"] {
            let heard = Command::new("ffmpeg")
                .args(["-v", "info", "-ss", second, "-t", "0.5", "-i"])
                .arg(&path)
                .args(["-vn", "-af", "volumedetect", "-f", "null", "-"])
                .output()
                .unwrap();
            let told = String::from_utf8_lossy(&heard.stderr).into_owned();
            let volume = told.rsplit("mean_volume: ").next().unwrap();
            let volume: f64 = volume.split(' ').next().unwrap().parse().unwrap();
            assert!(volume > -40.0, "{what}, at {second}: {volume} dB");
        }
    }
}

#[tokio::test]
async fn nobody_uses_what_its_author_keeps() {
    let server = server();
    let (ada, bob) = (server.person("ada").await, server.person("bob").await);
    let not = json!({ "allow_duet": false, "allow_stitch": false });
    let kept = ready(&ada, &clip("128x128", "2", &[]), not).await;
    let id = kept["id"].as_str().unwrap();
    let seen = video(&bob, id).await;
    assert_eq!(
        (&seen["may_duet"], &seen["may_stitch"]),
        (&json!(false), &json!(false))
    );
    for what in ["duet_of", "stitch_of"] {
        asked(&bob, json!({ what: id }))
            .await
            .refused(403, "M_FORBIDDEN");
    }
    let path = format!("/_causeway/v1/videos/{id}");
    ada.put(&path, json!({ "allow_stitch": true })).await.ok();
    let long = json!({ "stitch_of": id, "stitch": { "start_ms": 0, "end_ms": 100 } });
    asked(&bob, long).await.refused(400, "M_INVALID_PARAM");
    asked(&bob, json!({ "stitch_of": id })).await.ok();
    ada.put(&path, json!({ "visibility": "private" }))
        .await
        .ok();
    for what in ["stitch_of", "sound"] {
        asked(&bob, json!({ what: id }))
            .await
            .refused(404, "M_NOT_FOUND");
    }
}
