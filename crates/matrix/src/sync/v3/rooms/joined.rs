//! A room that the person is in: what is new of it since the token.

use http_server::Result;
use room_rules::Rules;
use store::{StoreError, Tx};

use super::{
    JoinedRoom, RoomRow, Rooms, Window, filter,
    receipts::receipts,
    state::{place_state, state},
    summary::summary,
    timeline::slice,
    was_joined,
};
use crate::{push::counts, rooms::access};

pub(super) fn joined(
    tx: &mut Tx<'_>,
    window: &mut Window,
    rules: &'static Rules,
    row: &RoomRow,
    out: &mut Rooms,
) -> Result<()> {
    let after = window.after();
    let account_data = window.account_data.remove(&row.room).unwrap_or_default();
    let typing = window.typing.remove(&row.room);
    let has_receipts = window.receipts.contains(&row.room);
    let has_counts = window.counts.contains(&row.room);
    let quiet = row.head_pos <= after
        && account_data.is_empty()
        && typing.is_none()
        && !has_receipts
        && !has_counts;
    if quiet && window.since.is_some() && !window.full_state {
        return Ok(());
    }
    let is_new =
        window.since.is_none() || (row.member_pos > after && !was_joined(tx, window, rules, row)?);
    let reader = (is_new || row.member_pos > after)
        .then(|| access::open(tx, row.room, rules, window.user, &window.user_id))
        .transpose()?;
    let mut slice = slice(
        tx,
        window,
        rules,
        row,
        reader.as_ref(),
        if is_new { 0 } else { after },
        window.upto.pos,
    )?;
    slice.limited |= is_new && window.since.is_some() && slice.has_older;
    let state = state(tx, window, rules, row, &slice, is_new)?;
    let others = !account_data.is_empty()
        || typing.is_some()
        || has_receipts
        || (has_counts && !slice.hides)
        || window.full_state;
    window.echoes_in_thread |= (slice.events.iter()).any(|e| e.echoes_in_thread(window.device));
    let empty = slice.events.is_empty() && !slice.limited && !slice.counted && state.is_empty();
    if empty && !others && !is_new {
        // Everything is of ignored people or filtered out: no reason to answer.
        window.passed_over = true;
        return Ok(());
    }
    let mut room = JoinedRoom {
        timeline: slice.timeline(tx, window, rules, row.room, reader.as_ref())?,
        ..JoinedRoom::default()
    };
    let members_moved =
        is_new || slice.touches_members || state.iter().any(|e| e.pdu.kind() == "m.room.member");
    if members_moved {
        room.summary = summary(tx, window, rules, row)?;
    }
    place_state(
        window,
        state,
        &mut room.state,
        &mut room.state_after,
        &mut room.unstable_state_after,
    );
    count(tx, window, row, &mut room)?;
    room.account_data.events = account_data;
    let wanted = &window.filter.room.ephemeral;
    let wants_receipts =
        filter::passes_type(wanted.types.as_deref(), &wanted.not_types, "m.receipt");
    if wants_receipts && (is_new || has_receipts) {
        room.ephemeral.events.extend(receipts(
            tx,
            window,
            row.room,
            if is_new { 0 } else { after },
        )?);
    }
    room.ephemeral.events.extend(typing);
    out.join.insert(row.room_id.clone(), room);
    Ok(())
}

/// The unread counts: with threads apart if the client asks for it, else all in one.
fn count(
    tx: &mut Tx<'_>,
    window: &mut Window,
    row: &RoomRow,
    out: &mut JoinedRoom,
) -> Result<(), StoreError> {
    let &RoomRow {
        room,
        notify_ord,
        read_ord,
        read_pos,
        count_from,
        ..
    } = row;
    let marker = counts::Marker {
        user: window.user,
        room,
        notify_ord,
        read_ord,
        read_pos,
        count_from,
    };
    let is_plain = window
        .special_rooms
        .as_ref()
        .is_some_and(|rooms| !rooms.contains(&room));
    let counts = if is_plain {
        counts::plain(marker)
    } else {
        counts::of(tx, marker)?
    };
    if !counts.special {
        window.plain_rooms.push(room);
    }
    if window.filter.room.timeline.unread_thread_notifications {
        out.unread_notifications = counts.main;
        out.unread_thread_notifications = Some(counts.threads);
    } else {
        out.unread_notifications = counts.total();
    }
    Ok(())
}
