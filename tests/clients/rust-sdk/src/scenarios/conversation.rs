//! What makes a chat: typing, receipts, reactions, edits, recall, replies, threads.

use anyhow::{Context, Result, ensure};
use matrix_sdk::room::ListThreadsOptions;
use matrix_sdk::room::edit::EditedContent;
use matrix_sdk::ruma::api::client::receipt::create_receipt::v3::ReceiptType;
use matrix_sdk::ruma::events::relation::Thread;
use matrix_sdk::ruma::events::room::message::{
    Relation, RoomMessageEventContent, RoomMessageEventContentWithoutRelation,
};
use matrix_sdk_ui::timeline::{RoomExt, TimelineFocus};

use crate::people::{Chat, World, until};

super::scenarios! { "conversation":
    who_types_is_seen_typing_and_then_not,
    a_read_receipt_reaches_the_writer,
    a_reaction_arrives_and_can_be_taken_back,
    an_edit_replaces_the_text,
    a_recalled_message_is_empty_for_everyone,
    a_reply_knows_what_it_answers,
    a_thread_has_its_own_timeline,
    messages_from_the_send_queue_arrive_once_and_in_order,
}

async fn chat(world: &World) -> Result<(crate::people::Device, crate::people::Device, Chat, Chat)> {
    let (alice, bob, room) = world.two_in_a_room(false).await?;
    let (at_alice, at_bob) = (alice.open(&room).await?, bob.open(&room).await?);
    Ok((alice, bob, at_alice, at_bob))
}

async fn who_types_is_seen_typing_and_then_not(world: World) -> Result<()> {
    let (_alice, bob, at_alice, at_bob) = chat(&world).await?;
    let (_guard, mut typing) = at_alice.room.subscribe_to_typing_notifications();
    for (types, wanted) in [(true, vec![bob.user_id()]), (false, vec![])] {
        at_bob.room.typing_notice(types).await?;
        let limit = std::time::Duration::from_secs(20);
        tokio::time::timeout(limit, async { while typing.recv().await? != wanted {} anyhow::Ok(()) })
            .await
            .with_context(|| format!("alice never sees {wanted:?} typing"))??;
    }
    Ok(())
}

async fn a_read_receipt_reaches_the_writer(world: World) -> Result<()> {
    let (_alice, bob, at_alice, at_bob) = chat(&world).await?;
    let said = at_alice.say("read me").await?;
    at_bob.reads(&["read me"]).await?;
    at_bob.timeline.mark_as_read(ReceiptType::Read).await?;
    let reader = bob.user_id();
    at_alice.item_is(&said, "sees who has read it", |item| item.read_receipts().contains_key(&reader)).await
}

async fn a_reaction_arrives_and_can_be_taken_back(world: World) -> Result<()> {
    let (_alice, bob, at_alice, at_bob) = chat(&world).await?;
    let said = at_alice.say("funny").await?;
    let item = at_bob.item(&said).await?;
    let who = bob.user_id();
    for shown in [true, false] {
        at_bob.timeline.toggle_reaction(&item.identifier(), "😄").await?;
        at_alice
            .item_is(&said, "sees the reaction come and go", |item| {
                let reactions = item.content().reactions();
                reactions.and_then(|all| all.get("😄")).is_some_and(|of| of.contains_key(&who)) == shown
            })
            .await?;
        at_bob
            .item_is(&said, "has its own reaction confirmed", |item| {
                let reactions = item.content().reactions();
                reactions.and_then(|all| all.get("😄")).is_some_and(|of| of.contains_key(&who)) == shown
            })
            .await?;
    }
    Ok(())
}

async fn an_edit_replaces_the_text(world: World) -> Result<()> {
    let (_alice, _bob, at_alice, at_bob) = chat(&world).await?;
    let said = at_alice.say("frist").await?;
    let item = at_alice.item(&said).await?;
    let text = RoomMessageEventContentWithoutRelation::text_plain("first");
    at_alice.timeline.edit(&item.identifier(), EditedContent::RoomMessage(text)).await?;
    at_bob
        .item_is(&said, "sees the new text", |item| {
            item.content().as_message().is_some_and(|message| message.body() == "first" && message.is_edited())
        })
        .await
}

async fn a_recalled_message_is_empty_for_everyone(world: World) -> Result<()> {
    let (_alice, _bob, at_alice, at_bob) = chat(&world).await?;
    let said = at_alice.say("I should not have said that").await?;
    let item = at_alice.item(&said).await?;
    at_bob.item(&said).await?;
    at_alice.timeline.redact(&item.identifier(), Some("regret")).await?;
    at_bob.item_is(&said, "sees the recall", |item| item.content().is_redacted()).await
}

async fn a_reply_knows_what_it_answers(world: World) -> Result<()> {
    let (_alice, _bob, at_alice, at_bob) = chat(&world).await?;
    let question = at_alice.say("tea?").await?;
    at_bob.item(&question).await?;
    let yes = RoomMessageEventContentWithoutRelation::text_plain("yes");
    at_bob.timeline.send_reply(yes, question.clone()).await?;
    at_alice.reads(&["yes"]).await?;
    let items = at_alice.timeline.items().await;
    let reply = items
        .iter()
        .filter_map(|item| item.as_event()?.content().as_msglike().cloned())
        .find(|content| content.as_message().is_some_and(|message| message.body() == "yes"))
        .context("no reply")?;
    let answered = reply.in_reply_to.context("the reply answers nothing")?.event_id;
    ensure!(answered == question, "the reply answers {answered}");
    Ok(())
}

async fn a_thread_has_its_own_timeline(world: World) -> Result<()> {
    let (_alice, bob, at_alice, at_bob) = chat(&world).await?;
    let root = at_alice.say("about the picnic").await?;
    let mut last = root.clone();
    for number in 0..3 {
        let mut content = RoomMessageEventContent::text_plain(format!("picnic {number}"));
        content.relates_to = Some(Relation::Thread(Thread::plain(root.clone(), last)));
        last = at_alice.room.send(content).await?.response.event_id;
    }
    at_bob.item(&root).await?;
    let threads = at_bob.room.list_threads(ListThreadsOptions::default()).await?;
    ensure!(threads.chunk.len() == 1, "{} threads are listed", threads.chunk.len());
    let room = bob.room(at_bob.room.room_id()).await?;
    let focus = TimelineFocus::Thread { root_event_id: root };
    let thread = room.timeline_builder().with_focus(focus).build().await?;
    until("the thread is whole", async || {
        if thread.paginate_backwards(20).await.is_err() {
            return false;
        }
        let items = thread.items().await;
        let texts: Vec<_> = items
            .iter()
            .filter_map(|item| Some(item.as_event()?.content().as_message()?.body().to_owned()))
            .collect();
        texts == ["about the picnic", "picnic 0", "picnic 1", "picnic 2"]
    })
    .await
}

async fn messages_from_the_send_queue_arrive_once_and_in_order(world: World) -> Result<()> {
    let (_alice, _bob, at_alice, at_bob) = chat(&world).await?;
    let texts: Vec<String> = (0..10).map(|number| format!("queued {number}")).collect();
    for text in &texts {
        at_alice.timeline.send(RoomMessageEventContent::text_plain(text).into()).await?;
    }
    at_bob.reads(&texts.iter().map(String::as_str).collect::<Vec<_>>()).await?;
    ensure!(at_bob.texts().await == texts, "bob reads {:?}", at_bob.texts().await);
    Ok(())
}
