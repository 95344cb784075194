//! The demo's videos: painted, uploaded, processed, then liked, followed and talked about, all over the public interface.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use axum::body::Body;
use http::{Method, Request, header};
use serde_json::{Map, Value, json};
use video::processing::{Film, film};

use super::{
    Actor,
    clips::{CLIPS, COMMENTS, Clip, Topic},
    scenes, segment,
};
use crate::admin::Host;

/// Where an actor keeps which of his videos are posted: a repeated demo posts none twice.
const POSTED: &str = "org.causeway.demo_videos";
/// How often a video is looked at while it is processed.
const LOOK_EVERY: Duration = Duration::from_millis(200);
/// How long one video may take, on a slow machine that does other things.
const PATIENCE: Duration = Duration::from_secs(300);

/// Posts the first `count` videos, unless they are there; how many there are then.
pub async fn fill(host: &Host, people: &[Actor], count: usize) -> Result<usize> {
    follow(people).await?;
    let clips = CLIPS.get(..count).unwrap_or(CLIPS);
    // While one is processed, the next is painted.
    let mut before: Option<Posted> = None;
    for (number, clip) in clips.iter().enumerate() {
        let actor = people.get(clip.who).context("a video without an author")?;
        if posted(actor).await?.contains_key(&number.to_string()) {
            continue;
        }
        let id = post(host, actor, number, clip).await?;
        let video = Posted {
            number,
            author: clip.who,
            topic: clip.topic(),
            id,
        };
        if let Some(before) = before.replace(video) {
            settle(people, before).await?;
            tell(number, clips.len());
        }
    }
    if let Some(last) = before {
        settle(people, last).await?;
        tell(clips.len(), clips.len());
    }
    Ok(clips.len())
}

/// Whole lines and few of them: in `make run` they stand between those of the log.
fn tell(done: usize, of: usize) {
    if done.is_multiple_of(4) || done == of {
        eprintln!("Videos of the demo: {done} of {of}");
    }
}

/// A video that is on its way.
struct Posted {
    number: usize,
    author: usize,
    topic: Topic,
    id: String,
}

/// Waits for a video, lets people talk about it, and notes that it is there.
async fn settle(people: &[Actor], video: Posted) -> Result<()> {
    let actor = people
        .get(video.author)
        .context("a video without an author")?;
    ready(actor, &video.id).await?;
    talk(people, &video).await?;
    let mut all = posted(actor).await?;
    all.insert(video.number.to_string(), json!(video.id));
    actor.put(&kept_at(actor), json!(all)).await?;
    Ok(())
}

/// Everybody follows the next three, so that some follow each other.
async fn follow(people: &[Actor]) -> Result<()> {
    for (at, actor) in people.iter().enumerate() {
        for other in people.iter().cycle().skip(at + 1).take(3) {
            let path = format!("/_causeway/v1/users/{}/follow", segment(&other.user_id));
            actor.put(&path, json!({})).await?;
        }
    }
    Ok(())
}

fn kept_at(actor: &Actor) -> String {
    let user = segment(&actor.user_id);
    format!("/_matrix/client/v3/user/{user}/account_data/{POSTED}")
}

async fn posted(actor: &Actor) -> Result<Map<String, Value>> {
    // Nothing there: nothing was posted.
    let kept = actor.call(Method::GET, &kept_at(actor), &Value::Null).await;
    Ok(kept
        .ok()
        .and_then(|kept| kept.as_object().cloned())
        .unwrap_or_default())
}

async fn post(host: &Host, actor: &Actor, number: usize, clip: &Clip) -> Result<String> {
    let file = paint(host, number, clip).await?;
    let upload = upload(actor, file).await?;
    let new = json!({
        "upload": upload, "caption": clip.caption, "language": clip.language(),
    });
    let made = actor.post("/_causeway/v1/videos", new).await?;
    let id = made["id"].as_str().context("a video without an id")?;
    Ok(id.to_owned())
}

async fn paint(host: &Host, number: usize, clip: &Clip) -> Result<Vec<u8>> {
    let frames = clip.seconds() * scenes::RATE;
    let (scene, seed) = (clip.scene, clip.seed);
    let pictures = tokio::task::spawn_blocking(move || {
        let pictures = (0..frames).map(|frame| scenes::picture(scene, seed, frame));
        pictures.collect::<Vec<_>>().concat()
    });
    let painted = Film {
        size: scenes::SIZE,
        rate: scenes::RATE,
        pictures: &pictures.await?,
        sound: clip.sound,
    };
    let made = film(&host.video, &format!("demo{number}"), &painted).await;
    made.map_err(anyhow::Error::msg)
        .context("cannot make a video")
}

/// Uploads by tus; where the upload is.
async fn upload(actor: &Actor, file: Vec<u8>) -> Result<String> {
    let create = Request::post("/_causeway/v1/uploads")
        .header("tus-resumable", "1.0.0")
        .header("upload-length", file.len());
    let created = actor.send(create, Body::empty()).await?;
    let location = created.headers().get(header::LOCATION);
    let location = location
        .context("an upload without a place")?
        .to_str()?
        .to_owned();
    let path = location
        .find("/_causeway/")
        .and_then(|at| location.get(at..));
    let append = Request::patch(path.unwrap_or(&location))
        .header("tus-resumable", "1.0.0")
        .header("upload-offset", 0)
        .header(header::CONTENT_TYPE, "application/offset+octet-stream");
    actor.send(append, Body::from(file)).await?;
    Ok(location)
}

async fn ready(actor: &Actor, id: &str) -> Result<()> {
    let path = format!("/_causeway/v1/videos/{id}");
    let look = async {
        loop {
            let video = actor.call(Method::GET, &path, &Value::Null).await?;
            match video["state"].as_str() {
                Some("ready") => return Ok(()),
                Some("processing") => tokio::time::sleep(LOOK_EVERY).await,
                _ => bail!("a video failed: {}", video["reason"]),
            }
        }
    };
    tokio::time::timeout(PATIENCE, look)
        .await
        .context("a video is not ready after five minutes: is the server very busy?")?
}

/// Likes, saves and comments of those who like such things, so that there are tastes to learn; and of one whom chance
/// chooses, always the same, since nobody is only one thing.
async fn talk(people: &[Actor], video: &Posted) -> Result<()> {
    let Posted {
        number,
        author,
        topic,
        id,
    } = video;
    let base = format!("/_causeway/v1/videos/{id}");
    let stray = (number % 5 == 0).then_some(number * 7 % people.len());
    for (at, actor) in people.iter().enumerate() {
        if at != *author && (topic.is_liked_by(at) || stray == Some(at)) {
            actor.put(&format!("{base}/like"), json!({})).await?;
        }
        if at != *author && topic.is_loved_by(at) {
            actor.put(&format!("{base}/save"), json!({})).await?;
        }
    }
    for turn in 0..number % 4 {
        let mut said = COMMENTS.iter().cycle().skip(number * 3 + turn * 5);
        // Nobody asks himself how it was made.
        let said =
            said.find(|(who, _)| who != author && (topic.is_liked_by(*who) || stray == Some(*who)));
        if let Some((who, text)) = said
            && let Some(actor) = people.get(*who)
        {
            let body = json!({ "text": text, "txn_id": format!("demo{number}-{turn}") });
            actor.post(&format!("{base}/comments"), body).await?;
        }
    }
    Ok(())
}
