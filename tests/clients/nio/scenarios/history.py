"""Going offline, coming back, and reading what was said meanwhile."""

import asyncio

from nio import MessageDirection
from people import check, equal, ok


async def _all_back(device, room, start, stop=lambda event: False):
    """Every event backwards from `start`, until `stop` or the beginning of the room."""
    events = []
    for _ in range(200):
        page = ok(await device.client.room_messages(room, start, direction=MessageDirection.back, limit=7))
        for event in page.chunk:
            if stop(event):
                return events
            events.append(event)
        if not page.end or page.end == start:
            return events
        start = page.end
    check(False, "paging never comes to an end")


async def _away_and_back(world, missed, limit):
    alice, bob = await world.person("alice"), await world.person("bob", limit=limit)
    room = await alice.create_room(invite=[bob])
    await bob.join(room)
    last = await alice.say(room, "last before the gap")
    await bob.reads(room, "last before the gap")
    await bob.stop()
    expected = [await alice.say(room, f"missed {number}") for number in range(missed)]
    bob.seen.clear()
    answer = ok(await bob.client.sync(0, {"room": {"timeline": {"limit": limit}}}))
    timeline = answer.rooms.join[room].timeline
    got = [event.event_id for event in timeline.events]
    equal(got, expected[-limit:], "the timeline after the return")
    equal(bool(timeline.limited), missed > limit, f"`limited` with {missed} missed at limit {limit}")
    if missed > limit:
        older = await _all_back(bob, room, timeline.prev_batch, lambda event: event.event_id == last)
        equal([event.event_id for event in reversed(older)] + got, expected, "gap and timeline together")


async def who_was_away_fills_the_gap_with_nothing_lost_or_doubled(world):
    await _away_and_back(world, missed=43, limit=10)


async def a_timeline_is_marked_limited_exactly_when_something_is_missing(world):
    for missed in (9, 10, 11):
        await _away_and_back(world, missed=missed, limit=10)


async def an_encrypted_gap_is_readable_after_the_return(world):
    alice, bob = await world.person("alice"), await world.person("bob", limit=5)
    room = await alice.create_room(encrypted=True, invite=[bob])
    await bob.join(room)
    await alice.until(lambda: bob.user_id in alice.client.rooms[room].users, "sees bob in the room")
    await alice.say(room, "before")
    await bob.reads(room, "before")
    await bob.stop()
    texts = [f"secret {number}" for number in range(20)]
    for text in texts:
        await alice.say(room, text)
    answer = ok(await bob.client.sync(0, {"room": {"timeline": {"limit": 5}}}))
    timeline = answer.rooms.join[room].timeline
    older = await _all_back(bob, room, timeline.prev_batch, lambda event: getattr(event, "body", "") == "before")
    bodies = [getattr(event, "body", "LOCKED") for event in list(reversed(older)) + timeline.events]
    equal([body for body in bodies if body != "before"], texts, "the decrypted texts in order")


async def paging_forwards_and_backwards_gives_the_same_room(world):
    alice = await world.person("alice")
    room = await alice.create_room()
    for number in range(25):
        await alice.say(room, f"line {number}")
    answer = ok(await alice.client.sync(0, full_state=True))
    back = [e.event_id for e in await _all_back(alice, room, answer.next_batch)]
    forward, start = [], ""
    for _ in range(50):
        page = ok(await alice.client.room_messages(room, start, direction=MessageDirection.front, limit=6))
        forward += [event.event_id for event in page.chunk]
        if not page.end or not page.chunk:
            break
        start = page.end
    equal(forward, list(reversed(back)), "the room forwards")
    equal(len(set(back)), len(back), "different events")
    check(back[-1] == (await _create_event(alice, room)), "the oldest event is not the creation of the room")


async def _create_event(device, room):
    state = ok(await device.client.room_get_state(room)).events
    return next(event["event_id"] for event in state if event["type"] == "m.room.create")


async def four_devices_talking_at_once_are_heard_by_all_in_one_order(world):
    alice, bob = await world.person("alice", limit=100), await world.person("bob", limit=100)
    alice2, bob2 = await world.another_device(alice, limit=100), await world.another_device(bob, limit=100)
    room = await alice.create_room(invite=[bob])
    await bob.join(room)
    everyone = (alice, alice2, bob, bob2)
    for device in everyone:
        await device.knows_room(room)

    async def talk(device, who):
        for number in range(15):
            await device.say(room, f"{who} {number}")

    await asyncio.gather(*(talk(device, who) for who, device in enumerate(everyone)))
    for device in everyone:
        await device.until(lambda device=device: len(device.bodies(room)) >= 60, "hears all sixty messages")
        equal(len(device.bodies(room)), 60, "messages heard")
        equal(device.bodies(room), alice.bodies(room), f"the order on {device.client.device_id}")
        for who in range(4):
            own = [body for body in device.bodies(room) if body.startswith(f"{who} ")]
            equal(own, [f"{who} {number}" for number in range(15)], "one device's messages in its own order")


async def a_message_sent_twice_with_one_transaction_id_is_there_once(world):
    alice = await world.person("alice")
    room = await alice.create_room()
    content = {"msgtype": "m.text", "body": "only once"}
    ids = await asyncio.gather(*(alice.send(room, "m.room.message", content, txn="the-same") for _ in range(10)))
    equal(len(set(ids)), 1, "event ids for one transaction id")
    await alice.say(room, "afterwards")
    await alice.reads(room, "only once", "afterwards")


async def the_context_of_a_message_shows_what_is_around_it(world):
    alice = await world.person("alice")
    room = await alice.create_room()
    ids = [await alice.say(room, f"line {number}") for number in range(9)]
    around = ok(await alice.client.room_context(room, ids[4], limit=4))
    equal(around.event.event_id, ids[4], "the event itself")
    equal([e.event_id for e in around.events_before], [ids[3], ids[2]], "before it, newest first")
    equal([e.event_id for e in around.events_after], [ids[5], ids[6]], "after it")
    older = ok(await alice.client.room_messages(room, around.start, direction=MessageDirection.back, limit=2))
    equal([e.event_id for e in older.chunk], [ids[1], ids[0]], "further back from the context's start token")
    newer = ok(await alice.client.room_messages(room, around.end, direction=MessageDirection.front, limit=2))
    equal([e.event_id for e in newer.chunk], [ids[7], ids[8]], "further on from the context's end token")
