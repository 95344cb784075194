// Rooms as places: directory, settings, upgrade, spaces, previews.

import { check, equal, refused, unique } from "../people.mjs";

const bare = { crypto: false };
const couple = async (world) => [await world.person("alice", bare), await world.person("bob", bare)];

export async function a_public_room_is_found_previewed_and_joined_by_its_alias(world) {
    const [alice, bob] = await couple(world);
    const name = unique("tea");
    const room = await alice.createRoom({
        room_alias_name: name, name, topic: "all about tea", visibility: "public", preset: "public_chat",
    });
    const alias = `#${name}:${alice.client.getDomain()}`;
    const { chunk } = await bob.client.publicRooms({ filter: { generic_search_term: name } });
    equal(chunk.length, 1, "rooms found");
    equal([chunk[0].room_id, chunk[0].name, chunk[0].topic, chunk[0].canonical_alias, chunk[0].num_joined_members],
        [room, name, "all about tea", alias, 1], "the directory");
    equal((await bob.client.getRoomIdForAlias(alias)).room_id, room, "where the alias leads");
    equal(await bob.join(alias), room, "the joined room");
    await bob.say(room, "hello everyone");
    await alice.reads(room, "hello everyone");
}

export async function a_room_is_summarised_before_joining(world) {
    const [alice, bob] = await couple(world);
    const room = await alice.createRoom({ name: "the library", topic: "quiet", preset: "public_chat" });
    const summary = await bob.client.getRoomSummary(room);
    equal([summary.name, summary.topic, summary.num_joined_members, summary.join_rule],
        ["the library", "quiet", 1, "public"], "the summary");
    const closed = await alice.createRoom({ name: "the safe" });
    await refused(bob.client.getRoomSummary(closed), "M_NOT_FOUND", "M_FORBIDDEN");
}

export async function settings_of_a_room_reach_everyone(world) {
    const [alice, bob] = await couple(world);
    const room = await alice.createRoom({ invite: [bob], name: "old name" });
    await bob.join(room);
    const state = (type) => bob.client.getRoom(room).currentState.getStateEvents(type, "")?.getContent();
    await alice.client.setRoomName(room, "new name");
    await alice.client.setRoomTopic(room, "new topic");
    await bob.until(() => bob.client.getRoom(room).name === "new name", "sees the new name");
    await bob.until(() => state("m.room.topic")?.topic === "new topic", "sees the new topic");
    await refused(bob.client.setRoomName(room, "bob's"), "M_FORBIDDEN");
    await alice.client.setPowerLevel(room, bob.userId, 50);
    await bob.until(() => state("m.room.power_levels").users[bob.userId] === 50, "has more power");
    await bob.client.setRoomName(room, "bob's");
    await alice.until(() => alice.client.getRoom(room).name === "bob's", "sees bob's name for it");
}

export async function an_upgraded_room_leads_to_its_successor(world) {
    const [alice, bob] = await couple(world);
    for (const [from, to] of [["10", "11"], ["11", "12"]]) {
        const old = await alice.createRoom({ invite: [bob], name: "moving house", room_version: from });
        await bob.join(old);
        const { replacement_room: next } = await alice.client.upgradeRoom(old, to);
        const tombstone = () => bob.client.getRoom(old).currentState.getStateEvents("m.room.tombstone", "");
        await bob.until(tombstone, "sees the tombstone");
        equal(tombstone().getContent().replacement_room, next, "where it leads");
        const view = await alice.room(next);
        await alice.until(() => view.name === "moving house", "finds the name again");
        equal([view.getVersion(), view.findPredecessor()?.roomId], [to, old], "version and predecessor");
        await alice.client.invite(next, bob.userId);
        await bob.join(next);
        await bob.say(next, "nice place");
        await alice.reads(next, "nice place");
    }
}

export async function a_space_shows_its_rooms_as_a_tree(world) {
    const [alice, bob] = await couple(world);
    const open = { preset: "public_chat" };
    const space = await alice.createRoom({ ...open, name: "village", creation_content: { type: "m.space" } });
    const inner = await alice.createRoom({ ...open, name: "school", creation_content: { type: "m.space" } });
    const square = await alice.createRoom({ ...open, name: "square" });
    const hidden = await alice.createRoom({ name: "cellar" });
    const via = [alice.client.getDomain()];
    for (const [child, order] of [[inner, "b"], [square, "a"], [hidden, "c"]]) {
        await alice.client.sendStateEvent(space, "m.space.child", { via, order, suggested: child === square }, child);
    }
    const tree = async (device, ...rest) =>
        (await device.client.getRoomHierarchy(space, ...rest)).rooms.map((room) => room.name);
    equal(await tree(alice), ["village", "square", "school", "cellar"], "alice's tree");
    equal(await tree(bob), ["village", "square", "school"], "the tree for a stranger");
    equal(await tree(bob, 20, 5, true), ["village", "square"], "the suggested rooms");
    const first = await bob.client.getRoomHierarchy(space, 2);
    const second = await bob.client.getRoomHierarchy(space, 2, undefined, false, first.next_batch);
    equal([...first.rooms, ...second.rooms].map((room) => room.name), ["village", "square", "school"], "page by page");
}

export async function tags_and_direct_chats_reach_the_other_device(world) {
    const [alice, bob] = await couple(world);
    const alice2 = await world.anotherDevice(alice, bare);
    const room = await alice.createRoom({ invite: [bob], is_direct: true });
    await alice2.room(room);
    await alice.client.setRoomTag(room, "m.favourite", { order: 0.25 });
    await alice2.until(() => alice2.client.getRoom(room).tags["m.favourite"]?.order === 0.25, "sees the tag");
    await alice.client.deleteRoomTag(room, "m.favourite");
    await alice2.until(() => !alice2.client.getRoom(room).tags["m.favourite"], "sees the tag go");
    await alice.client.setAccountData("m.direct", { [bob.userId]: [room] });
    await alice2.until(
        () => alice2.client.getAccountData("m.direct")?.getContent()[bob.userId]?.[0] === room,
        "knows the direct chat",
    );
}

export async function the_aliases_of_a_room_can_be_managed(world) {
    const [alice, bob] = await couple(world);
    const room = await alice.createRoom();
    const alias = `#${unique("more")}:${alice.client.getDomain()}`;
    await refused(bob.client.getRoomIdForAlias(alias), "M_NOT_FOUND");
    await alice.client.createAlias(alias, room);
    await refused(alice.client.createAlias(alias, room), "M_UNKNOWN", "M_BAD_ALIAS", "M_ROOM_IN_USE");
    equal((await alice.client.getLocalAliases(room)).aliases, [alias], "the room's aliases");
    await refused(bob.client.deleteAlias(alias), "M_FORBIDDEN");
    await alice.client.deleteAlias(alias);
    await refused(bob.client.getRoomIdForAlias(alias), "M_NOT_FOUND");
}

export async function a_stranger_reads_an_open_room_without_joining(world) {
    const [alice, bob] = await couple(world);
    const room = await alice.createRoom({
        preset: "public_chat",
        initial_state: [{ type: "m.room.history_visibility", state_key: "", content: { history_visibility: "world_readable" } }],
    });
    await alice.say(room, "for all to read");
    const page = await bob.client.createMessagesRequest(room, null, 10, "b");
    check(page.chunk.some((event) => event.content.body === "for all to read"), "the text is not readable");
    const state = await bob.client.roomState(room);
    check(state.some((event) => event.type === "m.room.create"), "the state is not readable");
}
