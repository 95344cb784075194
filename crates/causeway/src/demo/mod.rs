//! `causeway demo`: a small living community, made through the public interface.
//!
//! Repeatable: what is there stays. The story is data ([`script`], [`clips`]); this file and [`videos`] act it out.
//! Encrypted rooms have people and settings but no messages: only a client could write them.

mod apps;
mod clips;
mod listed;
mod scenes;
mod script;
mod square;
mod videos;

use anyhow::{Context, Result, bail};
use axum::{Router, body::Body, response::Response};
use http::{Method, Request, header};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::admin::{Command, Host, execute};
use script::{PEOPLE, ROOMS, Room};

/// The password of everybody in the demo.
const PASSWORD: &str = "causeway-demo";

/// Fills the server, with at most `videos` videos; tells who can sign in.
pub async fn fill(host: &Host, videos: usize) -> Result<String> {
    let server = host.matrix.server_name().to_string();
    let mut people = Vec::new();
    for (at, (name, _)) in PEOPLE.iter().enumerate() {
        // The first runs the server: somebody has to show the admin page.
        people.push(Actor::enter(host, name, at == 0).await?);
    }
    for (actor, (_, shown)) in people.iter().zip(PEOPLE) {
        let path = format!(
            "/_matrix/client/v3/profile/{}/displayname",
            segment(&actor.user_id)
        );
        actor.put(&path, json!({ "displayname": shown })).await?;
    }
    for actor in &people {
        know(actor, &people).await?;
    }
    let space = space(&people, &server).await?;
    for room in ROOMS {
        act(&people, room, &server, &space)
            .await
            .with_context(|| format!("in the room {}", room.name))?;
    }
    let entries = listed::fill(&people, &server)
        .await
        .context("in the directory")?;
    let apps = apps::publish(&people).await.context("in the directory")?;
    let videos = match video::processing::missing_programs() {
        None => videos::fill(host, &people, videos).await?,
        Some(text) => {
            eprintln!("The demo goes without videos: {text}");
            0
        }
    };
    let names: Vec<&str> = PEOPLE.iter().map(|(name, _)| *name).collect();
    Ok(format!(
        "The demo community is there: {} people, {} rooms, {entries} entries of the directory, {apps} mini-apps, {videos} videos.\nSign in as {} (password: {PASSWORD}).",
        PEOPLE.len(),
        ROOMS.len(),
        names.join(", ")
    ))
}

/// One of the demo's people, signed in.
struct Actor {
    router: Router,
    user_id: String,
    token: String,
}

impl Actor {
    async fn enter(host: &Host, name: &str, admin: bool) -> Result<Self> {
        let create = Command::UserCreate {
            name: name.to_owned(),
            password: PASSWORD.to_owned(),
            admin,
        };
        // There already: then he only signs in.
        let made = Box::pin(execute(host, create)).await;
        let mut actor = Self {
            router: host.router.clone(),
            user_id: String::new(),
            token: String::new(),
        };
        let login = json!({
            "type": "m.login.password", "password": PASSWORD, "device_id": "DEMO", "initial_device_display_name": "The demo's storyteller",
            "identifier": { "type": "m.id.user", "user": name },
        });
        let answer = actor
            .call(Method::POST, "/_matrix/client/v3/login", &login)
            .await;
        let answer = match (answer, made) {
            (Ok(answer), _) => answer,
            (Err(error), _) => bail!("{name} exists already and is not of the demo ({error:#})"),
        };
        answer["user_id"]
            .as_str()
            .unwrap_or_default()
            .clone_into(&mut actor.user_id);
        answer["access_token"]
            .as_str()
            .unwrap_or_default()
            .clone_into(&mut actor.token);
        Ok(actor)
    }

    async fn call(&self, method: Method, path: &str, body: &Value) -> Result<Value> {
        let request = Request::builder().method(method).uri(path);
        let response = self.send(request, Body::from(body.to_string())).await?;
        let bytes = response.into_body().collect().await?.to_bytes();
        Ok(serde_json::from_slice(&bytes).unwrap_or_default())
    }

    /// Sends a request in his name; a refusal is an error.
    async fn send(&self, mut request: http::request::Builder, body: Body) -> Result<Response> {
        if !self.token.is_empty() {
            request = request.header(header::AUTHORIZATION, format!("Bearer {}", self.token));
        }
        let request = request.body(body)?;
        let path = request.uri().path().to_owned();
        let response = self.router.clone().oneshot(request).await?;
        let status = response.status();
        if status.is_success() {
            return Ok(response);
        }
        let bytes = response.into_body().collect().await?.to_bytes();
        let json: Value = serde_json::from_slice(&bytes).unwrap_or_default();
        bail!(
            "{path}: {status} {}",
            json["error"].as_str().unwrap_or_default()
        )
    }

    async fn put(&self, path: &str, body: Value) -> Result<Value> {
        self.call(Method::PUT, path, &body).await
    }

    async fn post(&self, path: &str, body: Value) -> Result<Value> {
        self.call(Method::POST, path, &body).await
    }

    /// The room of a local alias, if there is one.
    async fn room_of(&self, alias: &str, server: &str) -> Option<String> {
        let alias = segment(&format!("#{alias}:{server}"));
        let path = format!("/_matrix/client/v3/directory/room/{alias}");
        let found = self.call(Method::GET, &path, &Value::Null).await.ok()?;
        found["room_id"].as_str().map(str::to_owned)
    }
}

/// Everybody is among the contacts of everybody else, as the web app keeps them (web/src/matrix/contacts.ts). They
/// have no chats for two: those are encrypted, and only a client could write them.
async fn know(actor: &Actor, people: &[Actor]) -> Result<()> {
    let others = people.iter().filter(|one| one.user_id != actor.user_id);
    let others: serde_json::Map<String, Value> =
        others.map(|one| (one.user_id.clone(), json!({}))).collect();
    let path = format!(
        "/_matrix/client/v3/user/{}/account_data/org.causeway.contacts",
        segment(&actor.user_id)
    );
    actor.put(&path, json!({ "people": others })).await?;
    Ok(())
}

/// The space that holds the demo's rooms.
async fn space(people: &[Actor], server: &str) -> Result<String> {
    let founder = people.first().context("the demo has no people")?;
    if let Some(room) = founder.room_of("demo", server).await {
        return Ok(room);
    }
    let body = json!({
        "name": "Harbour Town · 海港小镇", "topic": "The Causeway demo community",
        "preset": "public_chat", "room_alias_name": "demo",
        "creation_content": { "type": "m.space" },
    });
    id_of(&founder.post("/_matrix/client/v3/createRoom", body).await?)
}

/// Makes a room and acts its lines, unless its alias is there already.
async fn act(people: &[Actor], room: &Room, server: &str, space: &str) -> Result<()> {
    let cast: Vec<&Actor> = room.cast.iter().filter_map(|i| people.get(*i)).collect();
    let host = *cast.first().context("a room without people")?;
    if host.room_of(room.alias, server).await.is_some() {
        return Ok(());
    }
    let room_id = make(host, &cast, room).await?;
    let base = format!("/_matrix/client/v3/rooms/{}", segment(&room_id));
    for guest in cast.iter().skip(1) {
        guest.post(&format!("{base}/join"), json!({})).await?;
    }
    if room.public {
        let child = format!(
            "/_matrix/client/v3/rooms/{}/state/m.space.child/{}",
            segment(space),
            segment(&room_id)
        );
        if let Some(founder) = people.first() {
            founder
                .put(&child, json!({ "via": [server], "suggested": true }))
                .await?;
        }
    }
    let mut said: Vec<String> = Vec::new();
    for (number, line) in room.lines.iter().enumerate() {
        let speaker = people.get(line.who).context("a line without a speaker")?;
        let (kind, content) = line.event(&said);
        let path = format!("{base}/send/{kind}/demo{number}");
        let sent = speaker.put(&path, content).await?;
        said.push(sent["event_id"].as_str().unwrap_or_default().to_owned());
    }
    if room.has_apps {
        square::open(people, &room_id).await?;
    }
    Ok(())
}

async fn make(host: &Actor, cast: &[&Actor], room: &Room) -> Result<String> {
    let invite: Vec<&str> = cast
        .iter()
        .skip(1)
        .map(|actor| actor.user_id.as_str())
        .collect();
    let mut body = json!({
        "name": room.name, "topic": room.topic, "room_alias_name": room.alias,
        "preset": if room.public { "public_chat" } else { "private_chat" },
        "visibility": if room.public { "public" } else { "private" },
    });
    if !room.public {
        body["invite"] = json!(invite);
    }
    if room.encrypted {
        body["initial_state"] = json!([{
            "type": "m.room.encryption", "state_key": "", "content": { "algorithm": "m.megolm.v1.aes-sha2" },
        }]);
    }
    id_of(&host.post("/_matrix/client/v3/createRoom", body).await?)
}

fn id_of(answer: &Value) -> Result<String> {
    answer["room_id"]
        .as_str()
        .map(str::to_owned)
        .context("no room id in the answer")
}

fn segment(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
    text.bytes()
        .map(|b| {
            if plain(b) {
                char::from(b).to_string()
            } else {
                format!("%{b:02X}")
            }
        })
        .collect()
}
