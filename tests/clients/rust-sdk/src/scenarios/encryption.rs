//! End-to-end encryption: several devices, verification by emoji, recovery on a new device.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use matrix_sdk::attachment::AttachmentConfig;
use matrix_sdk::encryption::VerificationState;
use matrix_sdk::encryption::recovery::RecoveryState;
use matrix_sdk::encryption::verification::{SasVerification, Verification, VerificationRequest};
use matrix_sdk::media::{MediaFormat, MediaRequestParameters};
use matrix_sdk::ruma::events::room::MediaSource;
use matrix_sdk::ruma::events::room::message::MessageType;

use crate::people::{Device, World, eventually, until};

super::scenarios! { "encryption":
    two_people_with_two_devices_each_read_each_other,
    a_device_added_later_reads_what_is_sent_after_it,
    keys_wait_for_a_device_that_is_offline,
    a_new_device_is_verified_by_emoji_and_gets_the_secrets,
    two_people_verify_each_other_by_emoji,
    the_recovery_key_opens_old_messages_on_a_new_device,
    an_encrypted_file_arrives_whole,
}

async fn two_people_with_two_devices_each_read_each_other(world: World) -> Result<()> {
    let (alice, bob, room) = world.two_in_a_room(true).await?;
    let (alice2, bob2) = (world.another_device(&alice).await?, world.another_device(&bob).await?);
    let everyone = [&alice, &alice2, &bob, &bob2];
    let mut chats = Vec::new();
    for device in everyone {
        chats.push(device.open(&room).await?);
        for person in [&alice, &bob] {
            // Asks the server: who has not written in the room yet does not follow its people's devices.
            device.client.encryption().request_user_identity(&person.user_id()).await?;
            knows_devices(device, person, 2).await?;
        }
    }
    let texts = ["from device 0", "from device 1", "from device 2", "from device 3"];
    for (chat, text) in chats.iter().zip(texts) {
        chat.say(text).await?;
    }
    for chat in &chats {
        chat.reads(&texts).await?;
        ensure!(chat.locked().await == 0, "something stays locked");
    }
    Ok(())
}

/// Waits until a device knows so many devices of a person.
async fn knows_devices(device: &Device, person: &Device, count: usize) -> Result<()> {
    let what = format!("{} knows {count} devices of {}", device.user_id(), person.user_id());
    until(&what, async || {
        let devices = device.client.encryption().get_user_devices(&person.user_id()).await;
        devices.is_ok_and(|devices| devices.devices().count() >= count)
    })
    .await
}

async fn a_device_added_later_reads_what_is_sent_after_it(world: World) -> Result<()> {
    let (alice, bob, room) = world.two_in_a_room(true).await?;
    let (at_alice, at_bob) = (alice.open(&room).await?, bob.open(&room).await?);
    at_alice.say("before the new device").await?;
    at_bob.reads(&["before the new device"]).await?;
    let bob2 = world.another_device(&bob).await?;
    let at_bob2 = bob2.open(&room).await?;
    knows_devices(&alice, &bob, 2).await?;
    at_alice.say("after the new device").await?;
    at_bob2.reads(&["after the new device"]).await?;
    let shown = at_bob2.texts().await;
    ensure!(!shown.iter().any(|text| text == "before the new device"), "the new device reads what it has no key for");
    Ok(())
}

async fn keys_wait_for_a_device_that_is_offline(world: World) -> Result<()> {
    let (alice, bob, room) = world.two_in_a_room(true).await?;
    let (at_alice, at_bob) = (alice.open(&room).await?, bob.open(&room).await?);
    bob.go_offline().await;
    let texts = ["while you were away 0", "while you were away 1", "while you were away 2"];
    for text in texts {
        at_alice.room.discard_room_key().await?;
        at_alice.say(text).await?;
    }
    bob.go_online().await?;
    at_bob.reads(&texts).await
}

/// Both sides of a verification by emoji, from the request to the end.
async fn verify_by_emoji(request: VerificationRequest, answering: &Device) -> Result<()> {
    let (asker, flow) = (request.own_user_id().to_owned(), request.flow_id().to_owned());
    let received = eventually("the request arrives", async || {
        answering.client.encryption().get_verification_request(&asker, &flow).await
    })
    .await?;
    received.accept().await?;
    until("the request is accepted", async || request.is_ready()).await?;
    let mine = request.start_sas().await?.context("no verification by emoji was started")?;
    let theirs: SasVerification = eventually("the other side sees the start", async || {
        match answering.client.encryption().get_verification(&asker, &flow).await {
            Some(Verification::SasV1(sas)) => Some(sas),
            _ => None,
        }
    })
    .await?;
    theirs.accept().await?;
    for side in [&mine, &theirs] {
        until("the emoji are shown", async || side.can_be_presented()).await?;
    }
    let symbols = |side: &SasVerification| side.emoji().map(|emoji| emoji.map(|e| e.symbol));
    ensure!(symbols(&mine).is_some() && symbols(&mine) == symbols(&theirs), "the emoji differ");
    // One after the other, as people do. This SDK sends what its sync loop queues beside what `confirm` sends,
    // in no order: who confirms while the other's confirmation arrives may say "done" before "confirmed", and
    // a new device that confirms first may ask for secrets before the old one trusts it.
    theirs.confirm().await?;
    tokio::time::sleep(Duration::from_secs(1)).await;
    mine.confirm().await?;
    until("the verification is done", async || mine.is_done() && theirs.is_done()).await
}

async fn a_new_device_is_verified_by_emoji_and_gets_the_secrets(world: World) -> Result<()> {
    let (alice, bob, room) = world.two_in_a_room(true).await?;
    alice.client.encryption().recovery().enable().await?;
    let (at_alice, at_bob) = (alice.open(&room).await?, bob.open(&room).await?);
    at_bob.say("an old secret").await?;
    at_alice.reads(&["an old secret"]).await?;
    alice.client.encryption().backups().wait_for_steady_state().await?;
    let alice2 = world.another_device(&alice).await?;
    let encryption = alice2.client.encryption();
    ensure!(encryption.verification_state().get() != VerificationState::Verified, "verified before it was");
    let identity = encryption.request_user_identity(&alice.user_id()).await?.context("no identity")?;
    verify_by_emoji(identity.request_verification().await?, &alice).await?;
    until("the new device counts as verified", async || {
        encryption.verification_state().get() == VerificationState::Verified
    })
    .await?;
    until("the new device has all secrets", async || encryption.recovery().state() == RecoveryState::Enabled).await?;
    alice2.open(&room).await?.reads(&["an old secret"]).await
}

async fn two_people_verify_each_other_by_emoji(world: World) -> Result<()> {
    let (alice, bob, room) = world.two_in_a_room(true).await?;
    let (at_alice, at_bob) = (alice.open(&room).await?, bob.open(&room).await?);
    at_alice.say("is it you?").await?;
    at_bob.say("let us see").await?;
    for (one, other) in [(&alice, &bob), (&bob, &alice)] {
        let identity = one.client.encryption().request_user_identity(&other.user_id()).await?;
        identity.context("one does not see the identity of the other")?;
    }
    // Device to device: in a room, this version sends each step only when its encryption loop next wakes.
    let device = bob.client.device_id().context("logged in")?;
    let device = alice.client.encryption().get_device(&bob.user_id(), device).await?.context("no device of bob")?;
    verify_by_emoji(device.request_verification().await?, &bob).await?;
    for (one, other) in [(&alice, &bob), (&bob, &alice)] {
        until("each trusts the other", async || {
            let identity = one.client.encryption().get_user_identity(&other.user_id()).await;
            identity.ok().flatten().is_some_and(|identity| identity.is_verified())
        })
        .await?;
    }
    Ok(())
}

async fn the_recovery_key_opens_old_messages_on_a_new_device(world: World) -> Result<()> {
    let (alice, bob, room) = world.two_in_a_room(true).await?;
    let (at_alice, at_bob) = (alice.open(&room).await?, bob.open(&room).await?);
    let texts = ["worth keeping 0", "worth keeping 1", "worth keeping 2"];
    for text in texts {
        at_bob.room.discard_room_key().await?;
        at_bob.say(text).await?;
    }
    at_alice.reads(&texts).await?;
    let recovery_key = alice.client.encryption().recovery().enable().wait_for_backups_to_upload().await?;
    alice.go_offline().await;
    let alice2 = world.another_device(&alice).await?;
    let at_alice2 = alice2.open(&room).await?;
    alice2.client.encryption().recovery().recover(&recovery_key).await?;
    at_alice2.reads(&texts).await?;
    let state = alice2.client.encryption().recovery().state();
    ensure!(state == RecoveryState::Enabled, "recovery is {state:?} after recovering");
    Ok(())
}

async fn an_encrypted_file_arrives_whole(world: World) -> Result<()> {
    let (alice, bob, room) = world.two_in_a_room(true).await?;
    let (at_alice, at_bob) = (alice.open(&room).await?, bob.open(&room).await?);
    let data: Vec<u8> = (0..200_000u32).map(|at| (at % 251) as u8).collect();
    let kind = mime::APPLICATION_PDF;
    at_alice.room.send_attachment("diary.pdf", &kind, data.clone(), AttachmentConfig::new()).await?;
    at_bob.reads(&["diary.pdf"]).await?;
    let items = at_bob.timeline.items().await;
    let source = items
        .iter()
        .find_map(|item| match item.as_event()?.content().as_message()?.msgtype() {
            MessageType::File(file) => Some(file.source.clone()),
            _ => None,
        })
        .context("the file came as something else")?;
    ensure!(matches!(source, MediaSource::Encrypted(_)), "the file travelled in the clear");
    let request = MediaRequestParameters { source, format: MediaFormat::File };
    let got = bob.client.media().get_media_content(&request, false).await?;
    ensure!(got == data, "the file is not what was sent");
    Ok(())
}
