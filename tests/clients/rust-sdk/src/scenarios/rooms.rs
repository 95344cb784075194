//! Rooms as places: directory, preview, settings, upgrade, spaces; and the profile of people in them.

use anyhow::{Context, Result, ensure};
use matrix_sdk::RoomMemberships;
use matrix_sdk::media::{MediaFormat, MediaRequestParameters};
use matrix_sdk::room_directory_search::RoomDirectorySearch;
use matrix_sdk::ruma::api::client::room::{Visibility, create_room, upgrade_room};
use matrix_sdk::ruma::events::room::MediaSource;
use matrix_sdk::ruma::room::RoomType;
use matrix_sdk::ruma::{RoomAliasId, RoomVersionId};
use matrix_sdk_ui::spaces::SpaceService;

use crate::people::{Device, World, unique, until};

super::scenarios! { "rooms":
    a_public_room_is_found_previewed_and_joined_by_its_alias,
    settings_of_a_room_reach_everyone,
    an_upgraded_room_leads_to_its_successor,
    a_space_lists_its_rooms,
    the_list_of_members_is_complete,
    a_profile_reaches_the_people_in_the_same_room,
    a_file_comes_down_as_it_went_up,
    a_removed_session_is_told_so,
}

fn public(name: &str) -> create_room::v3::Request {
    let mut request = create_room::v3::Request::new();
    request.name = Some(name.to_owned());
    request.preset = Some(create_room::v3::RoomPreset::PublicChat);
    request
}

async fn a_public_room_is_found_previewed_and_joined_by_its_alias(world: World) -> Result<()> {
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    let name = unique("tea");
    let mut request = public(&name);
    request.room_alias_name = Some(name.clone());
    request.topic = Some("all about tea".to_owned());
    request.visibility = Visibility::Public;
    let room = alice.create(request).await?;

    let mut directory = RoomDirectorySearch::new(bob.client.clone());
    directory.search(Some(name.clone()), 10, None).await?;
    let (found, _) = directory.results();
    ensure!(found.len() == 1 && found[0].room_id == room.room_id(), "the directory finds {found:?}");
    let alias = RoomAliasId::parse(format!("#{name}:{}", alice.user_id().server_name()))?;
    let preview = bob.client.get_room_preview((&*alias).into(), vec![]).await?;
    ensure!(preview.name.as_deref() == Some(name.as_str()), "the preview is called {:?}", preview.name);
    ensure!(preview.topic.as_deref() == Some("all about tea"), "the preview's topic is {:?}", preview.topic);
    bob.client.join_room_by_id_or_alias((&*alias).into(), &[]).await?;
    bob.open(room.room_id()).await?.say("hello everyone").await?;
    alice.open(room.room_id()).await?.reads(&["hello everyone"]).await
}

async fn settings_of_a_room_reach_everyone(world: World) -> Result<()> {
    let (alice, bob, room_id) = world.two_in_a_room(false).await?;
    let (here, there) = (alice.room(&room_id).await?, bob.room(&room_id).await?);
    here.set_name("new name".to_owned()).await?;
    here.set_room_topic("new topic").await?;
    until("bob sees the new name and topic", async || {
        there.name().as_deref() == Some("new name") && there.topic().as_deref() == Some("new topic")
    })
    .await?;
    ensure!(there.set_name("bob's".to_owned()).await.is_err(), "bob renamed the room without power");
    Ok(())
}

async fn an_upgraded_room_leads_to_its_successor(world: World) -> Result<()> {
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    let mut request = public("moving house");
    request.room_version = Some(RoomVersionId::V10);
    let old = alice.create(request).await?;
    bob.join(old.room_id()).await?;
    let upgrade = upgrade_room::v3::Request::new(old.room_id().to_owned(), RoomVersionId::V12);
    let next = alice.client.send(upgrade).await?.replacement_room;
    let there = bob.room(old.room_id()).await?;
    until("bob sees where the old room leads", async || {
        there.successor_room().is_some_and(|successor| successor.room_id == next)
    })
    .await?;
    let joined = bob.join(&next).await?;
    until("the new room knows the old one", async || {
        joined.predecessor_room().is_some_and(|predecessor| predecessor.room_id == old.room_id())
    })
    .await?;
    until("the new room has the old name", async || joined.name().as_deref() == Some("moving house")).await
}

async fn a_space_lists_its_rooms(world: World) -> Result<()> {
    let alice = world.person("alice").await?;
    let mut request = public("village");
    let mut content = create_room::v3::CreationContent::new();
    content.room_type = Some(RoomType::Space);
    request.creation_content = Some(matrix_sdk::ruma::serde::Raw::new(&content)?);
    let space = alice.create(request).await?;
    let square = alice.create(public("square")).await?;
    let service = SpaceService::new(alice.client.clone()).await;
    let child = square.room_id().to_owned();
    // The service works on what is synced: both rooms are known here by now.
    until("the room becomes part of the space", async || {
        service.top_level_joined_spaces().await;
        service.add_child_to_space(child.clone(), space.room_id().to_owned()).await.is_ok()
    })
    .await?;
    let list = service.space_room_list(space.room_id().to_owned()).await;
    list.paginate().await?;
    let names: Vec<_> = list.rooms().await.iter().filter_map(|room| room.name.clone()).collect();
    ensure!(names == ["square"], "the space lists {names:?}");
    Ok(())
}

async fn the_list_of_members_is_complete(world: World) -> Result<()> {
    let (alice, bob, room_id) = world.two_in_a_room(false).await?;
    let carol = world.person("carol").await?;
    let room = alice.room(&room_id).await?;
    room.invite_user_by_id(&carol.user_id()).await?;
    carol.join(&room_id).await?;
    let late = world.another_device(&alice).await?;
    let mut found: Vec<_> = late
        .room(&room_id)
        .await?
        .members(RoomMemberships::JOIN)
        .await?
        .iter()
        .map(|member| member.user_id().to_owned())
        .collect();
    let mut wanted = vec![alice.user_id(), bob.user_id(), carol.user_id()];
    found.sort();
    wanted.sort();
    ensure!(found == wanted, "the members are {found:?}");
    Ok(())
}

async fn a_profile_reaches_the_people_in_the_same_room(world: World) -> Result<()> {
    let (alice, bob, room_id) = world.two_in_a_room(false).await?;
    let at_alice = alice.open(&room_id).await?;
    bob.client.account().set_display_name(Some("Bob 🌻")).await?;
    bob.open(&room_id).await?.say("do you know me?").await?;
    at_alice.reads(&["do you know me?"]).await?;
    until("alice sees bob's new name", async || {
        let member = at_alice.room.get_member_no_sync(&bob.user_id()).await.ok().flatten();
        member.is_some_and(|member| member.display_name() == Some("Bob 🌻"))
    })
    .await
}

async fn a_file_comes_down_as_it_went_up(world: World) -> Result<()> {
    let (alice, bob): (Device, Device) = (world.person("alice").await?, world.person("bob").await?);
    let data: Vec<u8> = (0..500_000u32).map(|at| (at % 253) as u8).collect();
    let uri = alice.client.media().upload(&mime::APPLICATION_PDF, data.clone(), None).await?.content_uri;
    let request = MediaRequestParameters { source: MediaSource::Plain(uri), format: MediaFormat::File };
    let got = bob.client.media().get_media_content(&request, false).await?;
    ensure!(got == data, "the file is not what was sent");
    let limit = alice.client.load_or_fetch_max_upload_size().await?;
    ensure!(u64::from(limit) > 1_000_000, "the upload limit is {limit}");
    Ok(())
}

async fn a_removed_session_is_told_so(world: World) -> Result<()> {
    let alice = world.person("alice").await?;
    let other = world.another_device(&alice).await?;
    let mut changes = other.client.subscribe_to_session_changes();
    other.client.whoami().await?;
    let raw = alice.client.matrix_auth();
    raw.logout().await.context("signing out")?;
    ensure!(alice.client.whoami().await.is_err(), "the token still works after signing out");
    other.client.whoami().await.context("the other session was ended, too")?;
    ensure!(changes.try_recv().is_err(), "the other session heard of an end that was not its own");
    Ok(())
}
