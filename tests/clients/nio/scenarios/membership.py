"""Who is in a room: invite, join, leave, kick, ban, knock, forget."""

from nio import RoomMemberEvent
from people import check, equal, ok, refused


async def _room_of_two(world):
    alice, bob = await world.person("alice"), await world.person("bob")
    room = await alice.create_room(invite=[bob], name="a room of two")
    await bob.join(room)
    await alice.until(lambda: bob.user_id in alice.client.rooms[room].users, "sees bob in the room")
    return alice, bob, room


async def an_invited_person_sees_who_invites_and_whereto(world):
    alice, bob = await world.person("alice"), await world.person("bob")
    room = await alice.create_room(name="the garden")
    ok(await alice.client.room_invite(room, bob.user_id))
    invited = await bob.until(lambda: bob.client.invited_rooms.get(room), "sees the invitation")
    equal(invited.inviter, alice.user_id, "who invites")
    equal(invited.name, "the garden", "the name of the room")
    await bob.join(room)
    check(room not in bob.client.invited_rooms, "the invitation is still there after joining")


async def a_declined_invitation_disappears(world):
    alice, bob = await world.person("alice"), await world.person("bob")
    room = await alice.create_room(invite=[bob])
    await bob.until(lambda: bob.client.invited_rooms.get(room), "sees the invitation")
    ok(await bob.client.room_leave(room))
    await bob.sees_itself_out(room)
    refused(await bob.client.join(room), "M_FORBIDDEN")


async def who_leaves_is_gone_and_hears_nothing_more(world):
    alice, bob, room = await _room_of_two(world)
    ok(await bob.client.room_leave(room))
    await bob.sees_itself_out(room)
    await alice.until(lambda: bob.user_id not in alice.client.rooms[room].users, "sees that bob left")
    await alice.say(room, "after bob left")
    await alice.reads(room, "after bob left")
    check("after bob left" not in bob.bodies(room), "bob still hears the room")
    status, answer = await bob.request(
        "PUT", f"/_matrix/client/v3/rooms/{room}/send/m.room.message/x", {"msgtype": "m.text", "body": "let me in"}
    )
    equal((status, answer["errcode"]), (403, "M_FORBIDDEN"), "bob speaking after he left")


async def a_kicked_person_may_come_back_when_invited_again(world):
    alice, bob, room = await _room_of_two(world)
    ok(await alice.client.room_kick(room, bob.user_id, "calm down"))
    await bob.sees_itself_out(room)
    kick = next(
        e
        for e in reversed(alice.seen[room])
        if isinstance(e, RoomMemberEvent) and e.state_key == bob.user_id and e.membership == "leave"
    )
    equal((kick.sender, kick.content.get("reason")), (alice.user_id, "calm down"), "who kicked and why")
    refused(await bob.client.join(room), "M_FORBIDDEN")
    ok(await alice.client.room_invite(room, bob.user_id))
    await bob.join(room)
    await alice.say(room, "welcome back")
    await bob.reads(room, "welcome back")


async def a_banned_person_stays_out_until_the_ban_is_lifted(world):
    alice, bob = await world.person("alice"), await world.person("bob")
    room = await alice.create_room(
        initial_state=[{"type": "m.room.join_rules", "state_key": "", "content": {"join_rule": "public"}}]
    )
    await bob.join(room)
    ok(await alice.client.room_ban(room, bob.user_id, "spam"))
    await bob.sees_itself_out(room)
    refused(await bob.client.join(room), "M_FORBIDDEN", "M_BAD_STATE")
    refused(await alice.client.room_invite(room, bob.user_id), "M_FORBIDDEN", "M_BAD_STATE")
    ok(await alice.client.room_unban(room, bob.user_id))
    await bob.join(room)


async def a_member_without_power_cannot_kick_or_ban(world):
    alice, bob, room = await _room_of_two(world)
    refused(await bob.client.room_kick(room, alice.user_id), "M_FORBIDDEN")
    refused(await bob.client.room_ban(room, alice.user_id), "M_FORBIDDEN")
    refused(await bob.client.room_put_state(room, "m.room.name", {"name": "mine"}), "M_FORBIDDEN")
    equal((await alice.client.room_get_state_event(room, "m.room.name")).content["name"], "a room of two", "the name")


async def who_knocks_is_let_in_by_an_invitation(world):
    alice, bob = await world.person("alice"), await world.person("bob")
    room = await alice.create_room()
    ok(await alice.client.room_enable_knocking(room))
    refused(await bob.client.join(room), "M_FORBIDDEN")
    ok(await bob.client.room_knock(room, reason="I live next door"))
    knock = await alice.until(
        lambda: next(
            (
                e
                for e in alice.seen.get(room, [])
                if isinstance(e, RoomMemberEvent) and e.content.get("membership") == "knock"
            ),
            None,
        ),
        "hears the knock",
    )
    equal((knock.state_key, knock.content.get("reason")), (bob.user_id, "I live next door"), "who knocks and why")
    ok(await alice.client.room_invite(room, bob.user_id))
    await bob.join(room)


async def a_forgotten_room_is_closed_until_one_is_invited_again(world):
    alice, bob, room = await _room_of_two(world)
    refused(await bob.client.room_forget(room), "M_UNKNOWN", "M_FORBIDDEN", "M_BAD_STATE")
    ok(await bob.client.room_leave(room))
    ok(await bob.client.room_forget(room))
    refused(await bob.client.room_messages(room, "", limit=1), "M_FORBIDDEN", "M_NOT_FOUND")
    ok(await alice.client.room_invite(room, bob.user_id))
    await bob.join(room)
    await alice.say(room, "we did not forget you")
    await bob.reads(room, "we did not forget you")


async def the_list_of_members_is_right_after_coming_and_going(world):
    alice, bob, room = await _room_of_two(world)
    carol = await world.person("carol")
    ok(await alice.client.room_invite(room, carol.user_id))
    members = {m.user_id for m in ok(await alice.client.joined_members(room)).members}
    equal(members, {alice.user_id, bob.user_id}, "joined members while carol is only invited")
    await carol.join(room)
    ok(await bob.client.room_leave(room))
    members = {m.user_id for m in ok(await carol.client.joined_members(room)).members}
    equal(members, {alice.user_id, carol.user_id}, "joined members after bob left")
    equal(ok(await bob.client.joined_rooms()).rooms, [], "bob's rooms")


async def history_before_joining_is_read_only_where_it_is_shared(world):
    for visibility, readable in (("shared", True), ("joined", False)):
        alice, bob = await world.person("alice"), await world.person("bob")
        rule = {"type": "m.room.history_visibility", "state_key": "", "content": {"history_visibility": visibility}}
        room = await alice.create_room(initial_state=[rule])
        before = await alice.say(room, "before bob came")
        ok(await alice.client.room_invite(room, bob.user_id))
        await bob.join(room)
        page = ok(await bob.client.room_messages(room, bob.client.next_batch, limit=50))
        found = before in [event.event_id for event in page.chunk]
        equal(found, readable, f"bob reads what was said before him with visibility {visibility}")
