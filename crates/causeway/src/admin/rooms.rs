//! `causeway room …`.

use std::fmt::Write;

use anyhow::Result;
use matrix::{
    Matrix,
    rooms::{
        close,
        queries::{self, HostRoom, Which},
    },
};

/// Rooms and people that are listed at most.
const LISTED_MAX: usize = 1000;

/// Rooms, biggest first, a line each.
pub async fn list(m: &Matrix) -> Result<String> {
    let rows = m
        .store
        .read(|tx| queries::rooms(tx, Which::From(0), LISTED_MAX + 1));
    let rows = rows.await?;
    if rows.is_empty() {
        return Ok("There is no room yet.".to_owned());
    }
    let mut lines: Vec<String> = rows.iter().take(LISTED_MAX).map(line).collect();
    if rows.len() > LISTED_MAX {
        lines.push(format!("(the {LISTED_MAX} biggest)"));
    }
    Ok(lines.join("\n"))
}

fn line(room: &HostRoom) -> String {
    let name = room.name.as_deref().unwrap_or("(no name)");
    let people = room.joined;
    format!(
        "{}  {people} {}  {}{}",
        room.room_id,
        if people == 1 { "person" } else { "people" },
        plain(name),
        marks(room)
    )
}

fn marks(room: &HostRoom) -> String {
    let marks = [
        (room.kind.as_deref() == Some("m.space"), "space"),
        (room.public, "public"),
        (room.encrypted, "encrypted"),
        (room.blocked, "BLOCKED"),
    ];
    let marks = marks.iter().filter(|(is, _)| *is);
    marks.map(|(_, mark)| format!("  {mark}")).collect()
}

/// What people write may hold orders to a terminal.
fn plain(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

/// What a host may know of a room: who is in it and where it is found, not what is said.
pub async fn show(m: &Matrix, room: &str) -> Result<String> {
    let room_id = close::find(m, room).await?;
    let id = room_id.to_string();
    let found = m.store.read(move |tx| {
        let room = queries::rooms(tx, Which::Id(&id), 1)?.pop();
        let aliases = queries::aliases(tx, &id)?;
        let people = queries::people(tx, &id, LISTED_MAX)?;
        Ok::<_, store::StoreError>(room.map(|room| (room, aliases, people)))
    });
    let Some((room, aliases, people)) = found.await? else {
        anyhow::bail!("there is no room {room_id} here: see `causeway room list`");
    };
    let mut text = line(&room);
    write!(text, "\nversion {}, {} invited", room.version, room.invited)?;
    for alias in aliases {
        write!(text, "\n{alias}")?;
    }
    for (user, membership) in people {
        write!(text, "\n  {membership:6}  {user}")?;
    }
    Ok(text)
}

/// Takes in nobody any more.
pub async fn block(m: &Matrix, room: &str) -> Result<String> {
    let room_id = close::find(m, room).await?;
    close::set_blocked(m, &room_id, true).await?;
    Ok(format!(
        "{room_id} is blocked: nobody can come in. Who is in it can stay; `causeway room close` sends everybody away."
    ))
}

/// Takes in people again.
pub async fn unblock(m: &Matrix, room: &str) -> Result<String> {
    let room_id = close::find(m, room).await?;
    close::set_blocked(m, &room_id, false).await?;
    Ok(format!(
        "{room_id} takes in people again, by its own rules."
    ))
}

/// Sends everybody away.
pub async fn close(m: &Matrix, room: &str) -> Result<String> {
    let room_id = close::find(m, room).await?;
    let left = close::close(m, &room_id).await?;
    Ok(format!(
        "{room_id} is closed: {left} left, nobody can come in, it has no address any more. What was said stays in the database."
    ))
}
