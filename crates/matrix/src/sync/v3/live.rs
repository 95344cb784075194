//! The common case from memory: a connected device, messages in rooms whose ring reaches back to its
//! token. No query, no lock held while writing. Everything else is [`super::body`]'s.

use std::collections::BTreeMap;

use super::{
    super::{
        slot::{Kind, News},
        token::Token,
    },
    Poll, filter,
    response::{Events, JoinedRoom, SyncBody, Timeline, Unread},
};
use crate::{
    rooms::{event::Viewer, history::bundle},
    sync::token::render_place,
};

/// The answer, or `None` when the database has to be asked.
pub(super) fn render(poll: &Poll, upto: Token) -> Option<SyncBody> {
    let since = poll.since?;
    if poll.full_state {
        return None;
    }
    let news = poll.slot.since(since.pos, since.ephemeral)?;
    // Key counts are in memory; all other kinds are read.
    let kinds = news.kinds.iter().enumerate();
    let mut to_read =
        kinds.filter(|(kind, at)| *kind != Kind::OneTimeKeys as usize && **at > since.pos);
    let has_other = to_read.next().is_some() || !news.data.is_empty();
    if has_other || !news.ephemeral.is_empty() {
        return None;
    }
    let mut body = SyncBody::default();
    body.set_keys(&*poll.slot.keys()?, news.has(Kind::OneTimeKeys, since.pos));
    for room in changed(&news, since.pos, upto.pos)? {
        let (room_id, joined, echoes) = render_room(poll, room, since, upto)?;
        body.rooms.join.insert(room_id, joined);
        body.echoes_in_thread |= echoes;
    }
    poll.presence(&mut body);
    body.next_batch = poll.next_batch(upto, body.has_news() || !body.presence.is_empty());
    Some(body)
}

/// The rooms with news in `(since, upto]`. `None` when one of them has moved on already: the slot
/// tells its newest position only, so what came before it can be told by the database alone.
fn changed(news: &News, since: i64, upto: i64) -> Option<Vec<i64>> {
    let moved = news.rooms.iter().filter(|(_, pos)| **pos > since);
    moved
        .map(|(room, pos)| (*pos <= upto).then_some(*room))
        .collect()
}

/// A room's id and news, and whether the device reads in it what it has itself written in a thread.
fn render_room(
    poll: &Poll,
    room: i64,
    since: Token,
    upto: Token,
) -> Option<(String, JoinedRoom, bool)> {
    let live = poll.m.hub.live_room(room)?;
    let user = poll.m.hub.live_user(poll.who.user)?;
    let member = user.member(room)?;
    let events = live.events(since.pos, upto.pos)?;
    let filters = &poll.filter.room;
    let plain = member.membership == "join"
        && member.pos <= since.pos
        && !events.is_empty()
        && events.len() <= filter::limit(&filters.timeline)
        // State needs the database (summaries, state_after, device lists); so do lazy members.
        && events.iter().all(|event| !event.pdu.is_state() && event.pdu.kind() != "m.room.redaction")
        && !bundle::is_needed(events.iter().map(AsRef::as_ref))
        && filter::is_open(&filters.timeline)
        && filters.rooms.is_none() && filters.not_rooms.is_empty()
        && filters.timeline.rooms.is_none() && filters.timeline.not_rooms.is_empty()
        && events.iter().all(|event| !user.ignores(event.pdu.sender().as_str()))
        && poll.knows_senders(room, &events)
        && user.counts_are_plain(&member)
        // A highlight of one's own is found out behind the reply path.
        && !events.iter().any(|event| names(event, poll.who.user_id.as_str()));
    if !plain {
        return None;
    }
    let viewer = Viewer {
        device: poll.who.device,
        membership: Some("join"),
        now_ms: poll.m.clock.now_ms(),
    };
    let first = events.first()?.pos;
    let notify_ord = events.last()?.notify_ord;
    let joined = JoinedRoom {
        timeline: Timeline {
            events: events
                .iter()
                .map(|event| event.render(viewer, false, None))
                .collect(),
            limited: false,
            prev_batch: Some(render_place(first - 1)),
        },
        state: (poll.state_mode == super::StateMode::Before).then(Events::default),
        state_after: (poll.state_mode == super::StateMode::After).then(Events::default),
        unstable_state_after: (poll.state_mode == super::StateMode::UnstableAfter)
            .then(Events::default),
        unread_notifications: Unread {
            highlight_count: 0,
            notification_count: u64::try_from(notify_ord - member.read_ord).unwrap_or(0),
        },
        unread_thread_notifications: filters
            .timeline
            .unread_thread_notifications
            .then(BTreeMap::new),
        ..JoinedRoom::default()
    };
    let echoes = (events.iter()).any(|event| event.echoes_in_thread(poll.who.device));
    Some((live.room_id.to_string(), joined, echoes))
}

/// Whether the event may mention the person.
fn names(event: &crate::rooms::Event, user_id: &str) -> bool {
    let content = event.pdu.content().get();
    content.contains("m.mentions") && content.contains(user_id)
}

impl Poll {
    /// Lazy loading: whether the client has the member event of every sender already.
    fn knows_senders(&self, room: i64, events: &[std::sync::Arc<crate::rooms::Event>]) -> bool {
        match filter::lazy(&self.filter.room.state).or(filter::lazy(&self.filter.room.timeline)) {
            None => true,
            Some(true) => false,
            Some(false) => {
                let sent = self.slot.sent_members.lock();
                events
                    .iter()
                    .all(|event| sent.contains(&(room, event.sender)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn news_behind_an_unpublished_position_is_not_passed_over() {
        let mut news = News::default();
        news.rooms.extend([(1, 4), (2, 3)]);
        let mut rooms = changed(&news, 2, 4).unwrap();
        rooms.sort_unstable();
        assert_eq!(rooms, [1, 2]);
        assert_eq!(changed(&news, 3, 4).unwrap(), [1]);
        // Room 1 may have had news at 4 as well: going on from 4 would lose it.
        news.rooms.insert(1, 5);
        assert!(changed(&news, 2, 4).is_none());
    }
}
