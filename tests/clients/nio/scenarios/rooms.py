"""Rooms as places: aliases, the public directory, settings, upgrade, spaces, tags."""

import secrets

from nio import RoomPreset, RoomUpgradeEvent, RoomVisibility
from people import equal, ok, refused


async def a_public_room_is_found_and_joined_by_its_alias(world):
    alice, bob = await world.person("alice"), await world.person("bob")
    name = f"tea-{secrets.token_hex(5)}"
    room = await alice.create_room(
        alias=name, name=name, topic="all about tea", visibility=RoomVisibility.public, preset=RoomPreset.public_chat
    )
    alias = await alice.until(lambda: alice.client.rooms[room].canonical_alias, "sees the alias of the new room")
    equal(alias, f"#{name}:{alice.user_id.split(':', 1)[1]}", "the canonical alias")
    equal(ok(await bob.client.room_resolve_alias(alias)).room_id, room, "what the alias leads to")
    listed = ok(await bob.client.list_public_rooms(filter_generic_search_term=name)).public_rooms
    equal([(r.room_id, r.name, r.topic, r.num_joined_members) for r in listed],
          [(room, name, "all about tea", 1)], "the directory")
    equal(ok(await bob.client.room_get_visibility(room)).visibility, "public", "the visibility")
    equal(await bob.join(alias), room, "the room joined by alias")
    await bob.say(room, "hello everyone")
    await alice.reads(room, "hello everyone")


async def a_private_room_is_not_in_the_directory(world):
    alice, bob = await world.person("alice"), await world.person("bob")
    name = f"secret-{secrets.token_hex(5)}"
    room = await alice.create_room(name=name)
    equal(ok(await bob.client.list_public_rooms(filter_generic_search_term=name)).public_rooms, [], "the directory")
    refused(await bob.client.join(room), "M_FORBIDDEN")


async def the_directory_is_read_page_by_page(world):
    alice = await world.person("alice")
    word = secrets.token_hex(6)
    made = set()
    for number in range(5):
        made.add(
            await alice.create_room(
                name=f"{word} {number}", visibility=RoomVisibility.public, preset=RoomPreset.public_chat
            )
        )
    found, since = [], None
    for _ in range(5):
        page = ok(await alice.client.list_public_rooms(limit=2, since=since, filter_generic_search_term=word))
        found += [room.room_id for room in page.public_rooms]
        since = page.next_batch
        if not since:
            break
    equal(sorted(found), sorted(made), "the rooms of all pages")


async def an_alias_can_be_added_and_taken_away(world):
    alice = await world.person("alice")
    room = await alice.create_room()
    alias = f"#more-{secrets.token_hex(5)}:{alice.user_id.split(':', 1)[1]}"
    refused(await alice.client.room_resolve_alias(alias), "M_NOT_FOUND")
    ok(await alice.client.room_put_alias(alias, room))
    equal(ok(await alice.client.room_resolve_alias(alias)).room_id, room, "what the alias leads to")
    ok(await alice.client.room_delete_alias(alias))
    refused(await alice.client.room_resolve_alias(alias), "M_NOT_FOUND")


async def settings_of_a_room_reach_everyone(world):
    alice, bob = await world.person("alice"), await world.person("bob")
    room = await alice.create_room(invite=[bob], name="old name")
    await bob.join(room)
    view = bob.client.rooms[room]
    equal(view.name, "old name", "the name at first")
    ok(await alice.client.room_put_state(room, "m.room.name", {"name": "new name"}))
    ok(await alice.client.update_room_topic(room, "new topic"))
    ok(await alice.client.room_put_state(room, "m.room.avatar", {"url": "mxc://example.org/picture"}))
    await bob.until(
        lambda: (view.name, view.topic, view.room_avatar_url) == ("new name", "new topic", "mxc://example.org/picture"),
        "sees the new settings",
    )
    stored = ok(await bob.client.room_get_state_event(room, "m.room.name")).content
    equal(stored, {"name": "new name"}, "the state on the server")


async def power_levels_decide_who_may_change_what(world):
    alice, bob = await world.person("alice"), await world.person("bob")
    room = await alice.create_room(invite=[bob])
    await bob.join(room)
    refused(await bob.client.update_room_topic(room, "bob's topic"), "M_FORBIDDEN")
    levels = ok(await alice.client.room_get_state_event(room, "m.room.power_levels")).content
    levels.setdefault("users", {})[bob.user_id] = 50
    ok(await alice.client.room_put_state(room, "m.room.power_levels", levels))
    ok(await bob.client.update_room_topic(room, "bob's topic"))
    await alice.until(lambda: alice.client.rooms[room].topic == "bob's topic", "sees bob's topic")
    levels["users"][bob.user_id] = 100
    refused(await bob.client.room_put_state(room, "m.room.power_levels", levels), "M_FORBIDDEN")


async def an_upgraded_room_leads_to_its_successor(world):
    alice, bob = await world.person("alice"), await world.person("bob")
    old = await alice.create_room(invite=[bob], name="moving house", topic="boxes", room_version="10")
    await bob.join(old)
    status, body = await alice.request(
        "POST", f"/_matrix/client/v3/rooms/{old}/upgrade", {"new_version": "11"}
    )
    equal(status, 200, f"/upgrade answered {body}")
    new = body["replacement_room"]
    await alice.knows_room(new)
    grave = await bob.until(
        lambda: next((e for e in bob.seen[old] if isinstance(e, RoomUpgradeEvent)), None), "sees the tombstone"
    )
    equal(grave.replacement_room, new, "where the tombstone leads")
    view = alice.client.rooms[new]
    await alice.until(
        lambda: (view.name, view.topic, view.room_version) == ("moving house", "boxes", "11"), "sees the settings again"
    )
    creation = ok(await alice.client.room_get_state_event(new, "m.room.create")).content
    equal(creation["predecessor"]["room_id"], old, "the new room's predecessor")
    refused(await bob.client.room_send(old, "m.room.message", {"msgtype": "m.text", "body": "still here?"}), "M_FORBIDDEN")


async def a_space_shows_its_rooms_as_a_tree(world):
    alice, bob = await world.person("alice"), await world.person("bob")
    server = alice.user_id.split(":", 1)[1]
    public = {"preset": RoomPreset.public_chat}
    space = await alice.create_room(name="village", space=True, **public)
    inner = await alice.create_room(name="school", space=True, **public)
    square = await alice.create_room(name="square", **public)
    classroom = await alice.create_room(name="classroom", **public)
    cellar = await alice.create_room(name="cellar")
    for parent, child, order in ((space, inner, "b"), (space, square, "a"), (inner, classroom, "a"), (space, cellar, "c")):
        ok(await alice.client.room_put_state(parent, "m.space.child", {"via": [server], "order": order}, child))
    seen = [r["room_id"] for r in ok(await alice.client.space_get_hierarchy(space)).rooms]
    equal(seen, [space, square, inner, classroom, cellar], "alice's tree")
    seen = [r["room_id"] for r in ok(await bob.client.space_get_hierarchy(space)).rooms]
    equal(seen, [space, square, inner, classroom], "the tree for a stranger, without the private room")
    seen = [r["room_id"] for r in ok(await bob.client.space_get_hierarchy(space, max_depth=1)).rooms]
    equal(seen, [space, square, inner], "the tree one level deep")


async def tags_and_room_account_data_reach_the_other_device(world):
    alice = await world.person("alice")
    alice2 = await world.another_device(alice)
    room = await alice.create_room()
    await alice2.knows_room(room)
    path = f"/_matrix/client/v3/user/{alice.user_id}/rooms/{room}"
    equal((await alice.request("PUT", f"{path}/tags/m.favourite", {"order": 0.5}))[0], 200, "setting a tag")
    await alice2.until(lambda: "m.favourite" in alice2.client.rooms[room].tags, "sees the tag")
    equal((await alice.request("DELETE", f"{path}/tags/m.favourite"))[0], 200, "removing the tag")
    await alice2.until(lambda: "m.favourite" not in alice2.client.rooms[room].tags, "sees the tag go")
    status, _ = await alice.request("PUT", f"{path}/account_data/org.example.colour", {"colour": "green"})
    equal(status, 200, "setting account data")
    await alice2.until(
        lambda: any(getattr(e, "type", "") == "org.example.colour" for e in alice2.account_data), "sees the colour"
    )
