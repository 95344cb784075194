//! Sliding sync: the list of rooms, subscriptions, gaps, lost answers, expired connections, notifications.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use eyeball_im::Vector;
use futures_util::{StreamExt, pin_mut};
use matrix_sdk::{Room, RoomState};
use matrix_sdk::ruma::OwnedRoomId;
use matrix_sdk::ruma::api::client::receipt::create_receipt::v3::ReceiptType;
use matrix_sdk::ruma::api::client::room::create_room;
use matrix_sdk_ui::notification_client::{
    NotificationClient, NotificationEvent, NotificationProcessSetup, NotificationStatus,
};
use matrix_sdk_ui::room_list_service::filters::new_filter_non_left;

use crate::lossy::LossyRoad;
use crate::people::{Chat, Device, World, eventually, until};

super::scenarios! { "sliding sync":
    the_room_list_shows_the_newest_room_first,
    all_of_forty_rooms_arrive_in_the_list,
    an_invitation_is_listed_and_a_room_one_was_kicked_from_is_gone,
    who_was_away_fills_the_gap_with_nothing_lost_or_doubled,
    a_lost_answer_loses_no_message,
    a_lost_answer_loses_no_key,
    an_expired_connection_starts_afresh,
    unread_messages_are_counted_for_a_room_that_is_not_open,
    a_push_finds_its_event_beside_the_running_sync,
}

/// Reads the room list until it is `wanted`.
async fn list_becomes(device: &Device, wanted: &[OwnedRoomId]) -> Result<()> {
    let service = device.sync.room_list_service();
    let list = service.all_rooms().await?;
    let (entries, controller) = list.entries_with_dynamic_adapters(100);
    controller.set_filter(Box::new(new_filter_non_left()));
    pin_mut!(entries);
    let mut rooms = Vector::new();
    let reading = async {
        while let Some(changes) = entries.next().await {
            for change in changes {
                change.apply(&mut rooms);
            }
            if rooms.iter().map(|room| room.room_id()).eq(wanted.iter()) {
                return;
            }
        }
    };
    let in_time = tokio::time::timeout(Duration::from_secs(20), reading).await.is_ok();
    let shown: Vec<_> = rooms.iter().map(|room| room.room_id().to_owned()).collect();
    ensure!(in_time && shown == wanted, "the list is {shown:?}, wanted {wanted:?}");
    Ok(())
}

async fn the_room_list_shows_the_newest_room_first(world: World) -> Result<()> {
    let alice = world.person("alice").await?;
    let mut rooms = Vec::new();
    for _ in 0..4 {
        rooms.insert(0, alice.create_room(false, &[]).await?);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    list_becomes(&alice, &rooms).await?;
    let oldest = rooms.pop().context("no room")?;
    alice.open(&oldest).await?.say("up again").await?;
    rooms.insert(0, oldest);
    list_becomes(&alice, &rooms).await
}

async fn all_of_forty_rooms_arrive_in_the_list(world: World) -> Result<()> {
    let alice = world.person("alice").await?;
    alice.go_offline().await;
    for number in 0..40 {
        let mut request = create_room::v3::Request::new();
        request.name = Some(format!("room {number}"));
        alice.client.create_room(request).await?;
    }
    let fresh = world.another_device(&alice).await?;
    // The SDK lists a room a moment before it has stored what it knows of it.
    until("forty rooms are there, with name and creation", async || {
        let rooms = fresh.client.joined_rooms();
        let whole = |room: &Room| {
            room.name().is_some_and(|name| name.starts_with("room ")) && room.create_content().is_some()
        };
        rooms.len() == 40 && rooms.iter().all(whole)
    })
    .await
}

async fn an_invitation_is_listed_and_a_room_one_was_kicked_from_is_gone(world: World) -> Result<()> {
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    let mut request = create_room::v3::Request::new();
    request.name = Some("the garden".to_owned());
    request.invite = vec![bob.user_id()];
    let room = alice.create(request).await?;
    let invited = bob.room_in_state(room.room_id(), RoomState::Invited).await?;
    // The SDK lists a room a moment before it has stored what it knows of it.
    let details = eventually("the invitation has details", async || invited.invite_details().await.ok()).await?;
    ensure!(details.inviter_id == alice.user_id(), "somebody else invites");
    ensure!(invited.name().as_deref() == Some("the garden"), "the invitation has no name");
    bob.join(room.room_id()).await?;
    alice.open(room.room_id()).await?.say("welcome").await?;
    bob.open(room.room_id()).await?.reads(&["welcome"]).await?;
    room.kick_user(&bob.user_id(), Some("calm down")).await?;
    bob.room_in_state(room.room_id(), RoomState::Left).await?;
    room.invite_user_by_id(&bob.user_id()).await?;
    bob.room_in_state(room.room_id(), RoomState::Invited).await?.leave().await?;
    // A declined invitation is forgotten at once by this client.
    until("the invitation is gone", async || bob.client.get_room(room.room_id()).is_none()).await
}

/// Scrolls back until a text is shown or the room begins.
async fn scroll_back_to(chat: &Chat, text: &str) -> Result<()> {
    for _ in 0..30 {
        if chat.texts().await.iter().any(|shown| shown == text) {
            return Ok(());
        }
        if chat.timeline.paginate_backwards(10).await? {
            break;
        }
    }
    Ok(())
}

async fn who_was_away_fills_the_gap_with_nothing_lost_or_doubled(world: World) -> Result<()> {
    let (alice, bob, room) = world.two_in_a_room(false).await?;
    let (at_alice, at_bob) = (alice.open(&room).await?, bob.open(&room).await?);
    at_alice.say("last before the gap").await?;
    at_bob.reads(&["last before the gap"]).await?;
    bob.go_offline().await;
    let mut wanted = vec!["last before the gap".to_owned()];
    for number in 0..65 {
        wanted.push(format!("missed {number}"));
        at_alice.say(&wanted[number + 1]).await?;
    }
    bob.go_online().await?;
    at_bob.reads(&["missed 64"]).await?;
    scroll_back_to(&at_bob, "last before the gap").await?;
    let shown = at_bob.texts().await;
    ensure!(shown == wanted, "bob reads {shown:?}");
    Ok(())
}

/// Alice speaks while answers to bob's sliding sync are cut off; bob must read everything once.
async fn lose_answers_while_alice_speaks(world: &World, encrypted: bool) -> Result<()> {
    let alice = world.person("alice").await?;
    let road = LossyRoad::to(&world.homeserver).await?;
    let bob = World::new(road.url.clone()).person("bob").await?;
    let room = alice.create_room(encrypted, &[&bob]).await?;
    bob.join(&room).await?;
    alice.sees(&room, &bob).await?;
    let (at_alice, at_bob) = (alice.open(&room).await?, bob.open(&room).await?);
    at_alice.say("hello").await?;
    at_bob.reads(&["hello"]).await?;
    let mut texts = Vec::new();
    for number in 0..6 {
        texts.push(format!("line {number}"));
        road.lose_next(2);
        at_alice.room.discard_room_key().await.or_else(|error| if encrypted { Err(error) } else { Ok(()) })?;
        at_alice.say(&texts[number]).await?;
        until("the answers are lost", async || {
            // The app starts the sync again after an error.
            bob.sync.start().await;
            road.still_to_lose() == 0
        })
        .await?;
    }
    bob.go_online().await?;
    at_bob.reads(&texts.iter().map(String::as_str).collect::<Vec<_>>()).await?;
    let shown = at_bob.texts().await;
    ensure!(shown[shown.len() - 6..] == texts, "bob reads {shown:?}");
    Ok(())
}

async fn a_lost_answer_loses_no_message(world: World) -> Result<()> {
    lose_answers_while_alice_speaks(&world, false).await
}

async fn a_lost_answer_loses_no_key(world: World) -> Result<()> {
    lose_answers_while_alice_speaks(&world, true).await
}

async fn an_expired_connection_starts_afresh(world: World) -> Result<()> {
    let (alice, bob, room) = world.two_in_a_room(true).await?;
    let (at_alice, at_bob) = (alice.open(&room).await?, bob.open(&room).await?);
    bob.sync.expire_sessions().await;
    at_alice.say("while the connection was forgotten").await?;
    bob.go_online().await?;
    at_bob.reads(&["while the connection was forgotten"]).await
}

async fn unread_messages_are_counted_for_a_room_that_is_not_open(world: World) -> Result<()> {
    let (alice, bob, room) = world.two_in_a_room(false).await?;
    let at_alice = alice.open(&room).await?;
    let closed = bob.room(&room).await?;
    // The app counts by itself, from the one newest event of each answer and its receipts.
    for number in 1..=3 {
        at_alice.say(&format!("unread {number}")).await?;
        until(&format!("{number} unread are counted"), async || closed.num_unread_messages() == number).await?;
    }
    let at_bob = bob.open(&room).await?;
    at_bob.reads(&["unread 3"]).await?;
    at_bob.timeline.mark_as_read(ReceiptType::Read).await?;
    until("nothing is counted after reading", async || closed.num_unread_messages() == 0).await
}

async fn a_push_finds_its_event_beside_the_running_sync(world: World) -> Result<()> {
    let (alice, bob, room) = world.two_in_a_room(true).await?;
    let at_alice = alice.open(&room).await?;
    let process = NotificationProcessSetup::SingleProcess { sync_service: bob.sync.clone() };
    let notifications = NotificationClient::new(bob.client.clone(), process).await?;
    let said = at_alice.say("ding dong").await?;
    let found = notifications.get_notification(&room, &said).await?;
    let NotificationStatus::Event(item) = found else { anyhow::bail!("the push leads to {found:?}") };
    let NotificationEvent::Timeline(event) = &item.event else { anyhow::bail!("the push leads to no message") };
    ensure!(event.event_id() == said, "the push leads to another event");
    ensure!(format!("{event:?}").contains("ding dong"), "the message was not decrypted");
    Ok(())
}
