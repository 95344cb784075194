"""The account: signing in, devices, profile, presence, push rules, filters, search for people."""

import secrets

from nio import PresenceEvent, PushRuleKind, PushRulesEvent
from nio.events.account_data import PushNotify
from people import PASSWORD, check, equal, ok, refused


async def a_wrong_password_and_a_taken_name_are_refused(world):
    alice = await world.person("alice", start=False)
    stranger = world._client(alice.user_id)
    refused(await stranger.login("not the password"), "M_FORBIDDEN")
    refused(await stranger.register(alice.user_id[1:].split(":")[0], PASSWORD), "M_USER_IN_USE")
    await stranger.close()


async def the_server_says_how_to_sign_in_and_who_one_is(world):
    alice = await world.person("alice", start=False)
    check("m.login.password" in ok(await alice.client.login_info()).flows, "no sign-in by password")
    me = ok(await alice.client.whoami())
    equal((me.user_id, me.device_id), (alice.user_id, alice.client.device_id), "whoami")


async def signing_out_ends_the_session_of_that_device_only(world):
    alice = await world.person("alice", start=False)
    alice2 = await world.another_device(alice, start=False)
    token, device = alice2.client.access_token, alice2.client.device_id
    ok(await alice2.client.logout())
    alice2.client.restore_login(alice.user_id, device, token)
    equal(getattr(await alice2.client.whoami(), "status_code", None), "M_UNKNOWN_TOKEN", "the old token")
    ok(await alice.client.whoami())


async def devices_are_listed_renamed_and_removed_with_the_password(world):
    alice = await world.person("alice", start=False)
    alice2 = await world.another_device(alice, start=False)
    ok(await alice.client.update_device(alice2.client.device_id, {"display_name": "old phone"}))
    listed = {device.id: device.display_name for device in ok(await alice.client.devices()).devices}
    equal(listed, {alice.client.device_id: "alice's first device", alice2.client.device_id: "old phone"}, "devices")
    asked = await alice.client.delete_devices([alice2.client.device_id])
    session = asked.session
    auth = {
        "type": "m.login.password",
        "session": session,
        "identifier": {"type": "m.id.user", "user": alice.user_id},
        "user": alice.user_id,
        "password": PASSWORD,
    }
    ok(await alice.client.delete_devices([alice2.client.device_id], auth))
    equal([device.id for device in ok(await alice.client.devices()).devices], [alice.client.device_id], "what is left")
    equal(getattr(await alice2.client.whoami(), "status_code", None), "M_UNKNOWN_TOKEN", "the removed device's token")


async def a_profile_reaches_the_people_in_the_same_room(world):
    alice, bob = await world.person("alice"), await world.person("bob")
    room = await alice.create_room(invite=[bob])
    await bob.join(room)
    ok(await bob.client.set_displayname("Bob 🌻"))
    ok(await bob.client.set_avatar("mxc://example.org/sunflower"))
    await alice.until(
        lambda: (alice.client.rooms[room].users[bob.user_id].display_name,
                 alice.client.rooms[room].users[bob.user_id].avatar_url)
        == ("Bob 🌻", "mxc://example.org/sunflower"),
        "sees bob's new name and picture",
    )
    profile = ok(await alice.client.get_profile(bob.user_id))
    equal((profile.displayname, profile.avatar_url), ("Bob 🌻", "mxc://example.org/sunflower"), "the profile")
    equal(ok(await alice.client.get_displayname(bob.user_id)).displayname, "Bob 🌻", "the name alone")
    nobody = f"@nobody-{secrets.token_hex(4)}:{bob.user_id.split(':', 1)[1]}"
    refused(await alice.client.get_profile(nobody), "M_NOT_FOUND", "M_UNKNOWN")


async def presence_is_seen_by_who_shares_a_room(world):
    alice, bob = await world.person("alice"), await world.person("bob")
    room = await alice.create_room(invite=[bob])
    await bob.join(room)
    alice.client.add_presence_callback(alice.presence.append, PresenceEvent)
    ok(await bob.client.set_presence("unavailable", "out for lunch"))
    await alice.until(
        lambda: any(e.user_id == bob.user_id and e.status_msg == "out for lunch" for e in alice.presence),
        "sees bob's status",
    )
    equal(ok(await alice.client.get_presence(bob.user_id)).status_msg, "out for lunch", "bob's status on request")


async def push_rules_are_complete_and_can_be_changed(world):
    alice = await world.person("alice")
    alice2 = await world.another_device(alice)
    rules = [e for e in alice.account_data if isinstance(e, PushRulesEvent)]
    check(rules, "the first sync brought no push rules")
    names = [rule.id for rule in rules[-1].global_rules.override]
    for name in (".m.rule.master", ".m.rule.suppress_notices", ".m.rule.is_user_mention", ".m.rule.reaction"):
        check(name in names, f"the default rule {name} is missing")
    known = len(alice2.account_data)
    ok(await alice.client.set_pushrule("global", PushRuleKind.content, "tea", actions=[PushNotify()], pattern="tea"))
    got = await alice2.until(
        lambda: next((e for e in alice2.account_data[known:] if isinstance(e, PushRulesEvent)), None),
        "hears of the new rule",
    )
    check("tea" in [rule.id for rule in got.global_rules.content], "the new rule is missing")
    ok(await alice.client.enable_pushrule("global", PushRuleKind.content, "tea", False))
    ok(await alice.client.delete_pushrule("global", PushRuleKind.content, "tea"))
    refused(await alice.client.delete_pushrule("global", PushRuleKind.content, "tea"), "M_NOT_FOUND")


async def a_stored_filter_shapes_the_sync(world):
    alice, bob = await world.person("alice"), await world.person("bob")
    room = await alice.create_room(invite=[bob])
    await bob.join(room)
    for number in range(4):
        await alice.say(room, f"line {number}")
    # nio names the room section `room` and passes it on as it is.
    stored = ok(await bob.client.upload_filter(room={"timeline": {"limit": 2, "types": ["m.room.message"]}}))
    fresh = await world.another_device(bob, start=False)
    answer = ok(await fresh.client.sync(0, stored.filter_id))
    bodies = [event.body for event in answer.rooms.join[room].timeline.events]
    equal(bodies, ["line 2", "line 3"], "the filtered timeline")


async def account_data_reaches_the_other_device(world):
    alice = await world.person("alice")
    alice2 = await world.another_device(alice)
    path = f"/_matrix/client/v3/user/{alice.user_id}/account_data/org.example.setting"
    equal((await alice.request("GET", path))[1]["errcode"], "M_NOT_FOUND", "account data that was never set")
    equal((await alice.request("PUT", path, {"dark": True}))[0], 200, "setting account data")
    await alice2.until(
        lambda: any(getattr(e, "type", "") == "org.example.setting" for e in alice2.account_data), "sees the setting"
    )
    equal((await alice2.request("GET", path))[1], {"dark": True}, "the setting")


async def people_are_found_by_name(world):
    alice, bob = await world.person("alice"), await world.person("bob")
    room = await alice.create_room(invite=[bob])
    await bob.join(room)
    name = f"Wilhelmina {secrets.token_hex(4)}"
    ok(await bob.client.set_displayname(name))

    async def search():
        _, body = await alice.request(
            "POST", "/_matrix/client/v3/user_directory/search", {"search_term": name, "limit": 5}
        )
        return [found["user_id"] for found in body["results"]]

    import asyncio

    for _ in range(50):
        if bob.user_id in await search():
            return
        await asyncio.sleep(0.2)
    check(False, "the directory never shows the new name")


async def an_openid_token_is_handed_out_for_oneself_only(world):
    alice, bob = await world.person("alice", start=False), await world.person("bob", start=False)
    token = ok(await alice.client.get_openid_token(alice.user_id))
    check(token.access_token and token.access_token != alice.client.access_token, "no token of its own")
    refused(await alice.client.get_openid_token(bob.user_id), "M_FORBIDDEN")
