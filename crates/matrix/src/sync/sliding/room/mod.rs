//! One room of an answer.

mod state;
mod timeline;

use http_server::Result;
use room_rules::Rules;
use store::{StoreError, Tx};

use super::{
    Inputs,
    connection::{Generation, SentRoom},
    queries::RoomRow,
    response::{Hero, RoomBody},
    wanted::Wanted,
};
use crate::{
    rooms::{
        Event,
        access::{self, Reader},
        event::raw,
        queries as room_queries,
    },
    sync::v3,
    users::parse_id,
};

/// A room, what the client wants of it, and up to where it is told.
struct View<'a> {
    inputs: &'a Inputs,
    row: &'a RoomRow,
    wanted: &'a Wanted,
    rules: &'static Rules,
    upto: i64,
}

/// What is to be told of the room; `None`: nothing new.
pub(super) fn read(
    tx: &mut Tx<'_>,
    inputs: &Inputs,
    after: &mut Generation,
    row: &RoomRow,
    wanted: &Wanted,
    is_dm: bool,
) -> Result<Option<RoomBody>> {
    let version = parse_id(row.version.clone()).ok();
    let Some(rules) = version.and_then(|version| Rules::of(&version)) else {
        return Ok(None);
    };
    let sent = inputs.before.rooms.get(&row.room);
    if matches!(row.membership.as_str(), "invite" | "knock") {
        return Ok(invited(after, row, wanted, sent));
    }
    let is_in = row.membership == "join";
    let here = inputs.upto.pos;
    let view = View {
        inputs,
        row,
        wanted,
        rules,
        upto: if is_in {
            here
        } else {
            row.member_pos.min(here)
        },
    };
    let body = match sent.filter(|sent| sent.pos > 0) {
        None if !is_in => return view.out(tx, after, sent),
        None => view.initial(tx, after, is_dm)?,
        Some(known) => match view.update(tx, after, known)? {
            Some(body) => body,
            None => return Ok(None),
        },
    };
    remember(after, row, wanted, view.upto, row.unread);
    Ok(Some(body))
}

fn remember(after: &mut Generation, row: &RoomRow, wanted: &Wanted, pos: i64, unread: (u64, u64)) {
    let sent = SentRoom {
        pos,
        timeline_limit: wanted.timeline_limit,
        required_state: wanted.required(),
        unread,
    };
    after.rooms.insert(row.room, sent);
}

fn invited(
    after: &mut Generation,
    row: &RoomRow,
    wanted: &Wanted,
    sent: Option<&SentRoom>,
) -> Option<RoomBody> {
    // An invite is remembered by the negative of its position: a join afterwards is a new room.
    if sent.is_some_and(|sent| sent.pos == -row.member_pos) {
        return None;
    }
    let stripped = row.stripped.clone();
    let stripped = stripped.and_then(|bytes| String::from_utf8(bytes).ok());
    remember(after, row, wanted, -row.member_pos, (0, 0));
    Some(RoomBody {
        initial: Some(true),
        invite_state: Some(raw(stripped.unwrap_or_else(|| "[]".to_owned()))),
        bump_stamp: Some(row.bump_stamp()),
        ..RoomBody::default()
    })
}

impl View<'_> {
    fn me(&self) -> &str {
        self.inputs.who.user_id.as_str()
    }

    fn state_event(
        &self,
        tx: &mut Tx<'_>,
        kind: &str,
        key: &str,
    ) -> Result<Option<Event>, StoreError> {
        room_queries::state_event_at(tx, self.row.room, self.rules, kind, key, self.upto)
    }

    /// What the person may see of the room.
    fn reader(&self, tx: &mut Tx<'_>) -> Result<Reader, StoreError> {
        access::open(
            tx,
            self.row.room,
            self.rules,
            self.inputs.who.user,
            self.me(),
        )
    }

    /// A room that the client was never told the inside of, and whose person is not in it: an invitation
    /// that was declined or withdrawn, a room that was left before the connection began. Only the person's
    /// own membership is told, once.
    fn out(
        &self,
        tx: &mut Tx<'_>,
        after: &mut Generation,
        sent: Option<&SentRoom>,
    ) -> Result<Option<RoomBody>> {
        // Remembered by the negative of its position, as an invitation is.
        if sent.is_some_and(|sent| sent.pos == -self.row.member_pos) {
            return Ok(None);
        }
        let own = self.state_event(tx, "m.room.member", self.me())?;
        let own: Vec<Event> = own.into_iter().collect();
        remember(after, self.row, self.wanted, -self.row.member_pos, (0, 0));
        Ok(Some(RoomBody {
            required_state: state::render(&own, self.inputs),
            bump_stamp: Some(self.row.bump_stamp()),
            ..RoomBody::default()
        }))
    }

    /// A room that is new to the client.
    fn initial(&self, tx: &mut Tx<'_>, after: &mut Generation, is_dm: bool) -> Result<RoomBody> {
        let reader = self.reader(tx)?;
        let timeline = timeline::read(tx, self, Some(&reader), 0)?;
        let mut body = self.frame(tx)?;
        body.initial = Some(true);
        body.is_dm = is_dm.then_some(true);
        body.limited = timeline.limited;
        body.num_live = Some(0);
        let state = state::whole(tx, self, after, &timeline.events)?;
        body.required_state = state::render(&state, self.inputs);
        timeline.render_into(tx, &mut body, self, Some(&reader))?;
        Ok(body)
    }

    /// What is new in a room that the client knows.
    fn update(
        &self,
        tx: &mut Tx<'_>,
        after: &mut Generation,
        known: &SentRoom,
    ) -> Result<Option<RoomBody>> {
        let row = self.row;
        let more_timeline = self.wanted.timeline_limit > known.timeline_limit;
        let mut new_pairs = self.wanted.required_state.clone();
        new_pairs.retain(|pair| !known.required_state.contains(pair));
        let moved = row.head_pos > known.pos && known.pos < self.upto;
        if !moved && !more_timeline && new_pairs.is_empty() && row.unread == known.unread {
            return Ok(None);
        }
        let rejoined = row.member_pos > known.pos;
        let reader = if rejoined || more_timeline {
            Some(self.reader(tx)?)
        } else {
            None
        };
        let from = if more_timeline { 0 } else { known.pos };
        let timeline = timeline::read(tx, self, reader.as_ref(), from)?;
        let changes = room_queries::state_changes(tx, row.room, self.rules, known.pos, self.upto)?;
        let mut body = if changes.iter().any(is_in_frame) {
            self.frame(tx)?
        } else {
            self.counts()
        };
        body.limited = timeline.limited && !more_timeline;
        body.expanded_timeline = more_timeline;
        let live = timeline.events.iter().filter(|event| event.pos > known.pos);
        body.num_live = Some(live.count() as u64);
        let state = state::changed(tx, self, after, &timeline.events, changes, &new_pairs)?;
        body.required_state = state::render(&state, self.inputs);
        timeline.render_into(tx, &mut body, self, reader.as_ref())?;
        Ok(Some(body))
    }

    /// Unread counts and the place in the list.
    fn counts(&self) -> RoomBody {
        let (notification_count, highlight_count) = self.row.unread;
        RoomBody {
            notification_count,
            highlight_count,
            bump_stamp: Some(self.row.bump_stamp()),
            ..RoomBody::default()
        }
    }

    /// Name, avatar, heroes, counts.
    fn frame(&self, tx: &mut Tx<'_>) -> Result<RoomBody, StoreError> {
        let mut text = |kind: &str, field: &str| {
            let event = self.state_event(tx, kind, "")?;
            let text = event.and_then(|event| event.pdu.content_string(field));
            Ok::<_, StoreError>(text.filter(|text| !text.is_empty()))
        };
        let (name, avatar) = (text("m.room.name", "name")?, text("m.room.avatar", "url")?);
        let heroes = if name.is_none() {
            Some(self.heroes(tx)?)
        } else {
            None
        };
        Ok(RoomBody {
            name,
            avatar,
            heroes,
            joined_count: Some(self.row.joined),
            invited_count: Some(self.row.invited),
            ..self.counts()
        })
    }

    fn heroes(&self, tx: &mut Tx<'_>) -> Result<Vec<Hero>, StoreError> {
        let ids = v3::queries::heroes(tx, self.row.room, self.inputs.who.user)?;
        let hero = |user_id: String| {
            let member = self.state_event(tx, "m.room.member", &user_id)?;
            let text = |field: &str| member.as_ref().and_then(|e| e.pdu.content_string(field));
            Ok(Hero {
                displayname: text("displayname"),
                avatar_url: text("avatar_url"),
                user_id,
            })
        };
        ids.into_iter().map(hero).collect()
    }
}

/// Whether a change of state shows in the room's name, picture or numbers.
fn is_in_frame(event: &Event) -> bool {
    matches!(
        event.pdu.kind(),
        "m.room.name" | "m.room.avatar" | "m.room.member" | "m.room.canonical_alias"
    )
}
