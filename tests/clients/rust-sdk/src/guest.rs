//! A guest for a story that is told elsewhere (`e2e/stories/interop.mjs`): `rust-sdk-scenarios --guest NAME`. Takes
//! commands as JSON lines and tells what happens as JSON lines, as `nio/guest.py` describes; ends with its input.

use anyhow::{Context, Result};
use matrix_sdk::media::{MediaFormat, MediaRequestParameters};
use matrix_sdk::ruma::OwnedRoomId;
use matrix_sdk::ruma::events::room::message::{MessageType, OriginalSyncRoomMessageEvent, RoomMessageEventContent};
use matrix_sdk::{Client, Room};
use serde_json::{Value, json};

use crate::people::{Device, World};

/// Plays the guest until the standard input ends.
pub async fn play(homeserver: String, name: String) -> Result<()> {
    let device = World::new(homeserver).person(&name).await?;
    device.client.add_event_handler(hear);
    tell(&json!({ "is": "ready", "user": device.user_id() }));
    // Blocking reads on a thread of their own: the runtime goes on syncing.
    let (lines, mut commands) = tokio::sync::mpsc::unbounded_channel();
    std::thread::spawn(move || std::io::stdin().lines().map_while(Result::ok).try_for_each(|line| lines.send(line)));
    while let Some(line) = commands.recv().await {
        obey(&device, &serde_json::from_str(&line)?).await?;
    }
    Ok(())
}

async fn obey(device: &Device, command: &Value) -> Result<()> {
    let text = |key: &str| command[key].as_str().with_context(|| format!("{command} has no {key}"));
    let room: OwnedRoomId = text("room")?.parse()?;
    match text("do")? {
        "join" => {
            device.join(&room).await?;
            // As the app does when one taps on it; without it sliding sync sends the last event alone.
            device.sync.room_list_service().subscribe_to_rooms(&[&room]).await;
            tell(&json!({ "is": "joined", "room": room }));
        }
        "say" => {
            device.room(&room).await?.send(RoomMessageEventContent::text_plain(text("text")?)).await?;
        }
        other => anyhow::bail!("unknown: {other}"),
    }
    Ok(())
}

/// Tells a text, or a file once it is fetched and decrypted.
async fn hear(event: OriginalSyncRoomMessageEvent, room: Room, client: Client) {
    if client.user_id() == Some(&event.sender) {
        return;
    }
    let mut told = json!({ "is": "text", "room": room.room_id(), "by": event.sender, "text": event.content.body() });
    if let MessageType::File(file) = event.content.msgtype {
        let request = MediaRequestParameters { source: file.source, format: MediaFormat::File };
        let got = client.media().get_media_content(&request, false).await;
        told["is"] = json!("file");
        told["name"] = json!(file.body);
        told["text"] = json!(got.map_or_else(|error| error.to_string(), |got| String::from_utf8_lossy(&got).into()));
    }
    tell(&told);
}

fn tell(what: &Value) {
    println!("{what}");
}
