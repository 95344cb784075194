"""What makes a chat: typing, receipts, reactions, edits, recall, replies, threads."""

from nio import (
    ReactionEvent,
    ReceiptType,
    RedactedEvent,
    RedactionEvent,
    RoomMessageText,
)
from nio.api import RelationshipType, ThreadInclusion
from people import check, equal, ok


async def _chat(world):
    alice, bob = await world.person("alice"), await world.person("bob")
    room = await alice.create_room(invite=[bob])
    await bob.join(room)
    await alice.until(lambda: bob.user_id in alice.client.rooms[room].users, "sees bob in the room")
    return alice, bob, room


async def who_types_is_seen_typing_and_then_not(world):
    alice, bob, room = await _chat(world)
    ok(await bob.client.room_typing(room, True, timeout=20000))
    await alice.until(lambda: alice.client.rooms[room].typing_users == [bob.user_id], "sees bob typing")
    ok(await bob.client.room_typing(room, False))
    await alice.until(lambda: alice.client.rooms[room].typing_users == [], "sees that bob stopped")


async def a_read_receipt_reaches_the_writer(world):
    alice, bob, room = await _chat(world)
    first = await alice.say(room, "read me")
    second = await alice.say(room, "me too")
    await bob.reads(room, "read me", "me too")
    receipts = alice.client.rooms[room].threaded_read_receipts
    for event_id in (first, second):
        ok(await bob.client.update_receipt_marker(room, event_id))
        await alice.until(
            lambda event_id=event_id: bob.user_id in receipts and receipts[bob.user_id]["main"].event_id == event_id,
            "sees bob's receipt",
        )


async def a_private_receipt_reaches_only_its_own_devices(world):
    alice, bob, room = await _chat(world)
    bob2 = await world.another_device(bob)
    await bob2.knows_room(room)
    event_id = await alice.say(room, "read me quietly")
    await bob.reads(room, "read me quietly")
    ok(await bob.client.update_receipt_marker(room, event_id, ReceiptType.read_private))
    ok(await bob.client.room_typing(room, True))
    await alice.until(lambda: alice.client.rooms[room].typing_users, "sees something newer than the receipt")
    mine = [
        receipt
        for where, event in alice.ephemeral
        if where == room
        for receipt in getattr(event, "receipts", [])
        if receipt.user_id == bob.user_id
    ]
    equal(mine, [], "receipts of bob that alice saw")


async def unread_counts_rise_with_messages_and_fall_with_the_receipt(world):
    alice, bob, room = await _chat(world)
    for number in range(3):
        last = await alice.say(room, f"unread {number}")
    await bob.reads(room, "unread 2")
    await bob.until(lambda: bob.client.rooms[room].unread_notifications == 3, "counts three unread messages")
    ok(await bob.client.room_read_markers(room, last, last))
    await bob.until(lambda: bob.client.rooms[room].unread_notifications == 0, "counts nothing after reading")


async def a_mention_is_counted_as_a_highlight(world):
    alice, bob, room = await _chat(world)
    await alice.say(room, "bob!", **{"m.mentions": {"user_ids": [bob.user_id]}})
    await bob.until(lambda: bob.client.rooms[room].unread_highlights == 1, "is highlighted")


async def a_reaction_arrives_and_can_be_taken_back(world):
    alice, bob, room = await _chat(world)
    event_id = await alice.say(room, "funny")
    await bob.reads(room, "funny")
    relation = {"rel_type": "m.annotation", "event_id": event_id, "key": "😄"}
    reaction = await bob.send(room, "m.reaction", {"m.relates_to": relation})
    got = await alice.until(lambda: alice.event(room, reaction), "sees the reaction")
    check(isinstance(got, ReactionEvent), f"the reaction came as {type(got).__name__}")
    equal((got.reacts_to, got.key), (event_id, "😄"), "what the reaction says")
    _, found = await bob.request(
        "GET", f"/_matrix/client/v1/rooms/{room}/relations/{event_id}/m.annotation/m.reaction"
    )
    equal([event["event_id"] for event in found["chunk"]], [reaction], "the annotations of the message")
    ok(await bob.client.room_redact(room, reaction))
    await alice.until(
        lambda: any(isinstance(e, RedactionEvent) and e.redacts == reaction for e in alice.seen[room]),
        "sees that the reaction is taken back",
    )
    _, found = await bob.request(
        "GET", f"/_matrix/client/v1/rooms/{room}/relations/{event_id}/m.annotation/m.reaction"
    )
    equal(found["chunk"], [], "the annotations afterwards")


async def an_edit_replaces_the_text(world):
    alice, bob, room = await _chat(world)
    event_id = await alice.say(room, "frist")
    edit = await alice.say(
        room,
        "* first",
        **{
            "m.new_content": {"msgtype": "m.text", "body": "first"},
            "m.relates_to": {"rel_type": "m.replace", "event_id": event_id},
        },
    )
    await bob.reads(room, "* first")
    got = bob.event(room, edit).source["content"]
    equal(got["m.new_content"]["body"], "first", "the new text")
    original = ok(await bob.client.room_get_event(room, event_id)).event
    bundled = original.source["unsigned"]["m.relations"]["m.replace"]
    equal(bundled["event_id"], edit, "the edit that comes along with the original")
    equal(bundled["content"]["m.new_content"]["body"], "first", "the text in the bundled edit")


async def a_recalled_message_is_empty_for_everyone(world):
    alice, bob, room = await _chat(world)
    event_id = await alice.say(room, "I should not have said that")
    await bob.reads(room, "I should not have said that")
    ok(await alice.client.room_redact(room, event_id, reason="regret"))
    redaction = await bob.until(
        lambda: next((e for e in bob.seen[room] if isinstance(e, RedactionEvent)), None), "sees the recall"
    )
    equal((redaction.redacts, redaction.reason), (event_id, "regret"), "what the recall says")
    got = ok(await bob.client.room_get_event(room, event_id)).event
    check(isinstance(got, RedactedEvent), f"the server still gives out a {type(got).__name__}")
    check("should not" not in str(got.source), "the text is still in the event")
    bob2 = await world.another_device(bob)
    await bob2.knows_room(room)
    check("I should not have said that" not in bob2.bodies(room), "a new device reads the recalled text")


async def only_who_may_recalls_the_words_of_others(world):
    alice, bob, room = await _chat(world)
    of_alice = await alice.say(room, "mine")
    of_bob = await bob.say(room, "yours")
    answer = await bob.client.room_redact(room, of_alice)
    equal(getattr(answer, "status_code", None), "M_FORBIDDEN", "bob recalling alice's words")
    ok(await alice.client.room_redact(room, of_bob))
    await bob.until(lambda: any(isinstance(e, RedactionEvent) for e in bob.seen[room]), "sees the recall")


async def a_reply_knows_what_it_answers(world):
    alice, bob, room = await _chat(world)
    question = await alice.say(room, "tea?")
    answer = await bob.say(room, "yes", **{"m.relates_to": {"m.in_reply_to": {"event_id": question}}})
    await alice.reads(room, "yes")
    got = alice.event(room, answer)
    check(isinstance(got, RoomMessageText), "the reply is no text message")
    equal(got.source["content"]["m.relates_to"]["m.in_reply_to"]["event_id"], question, "what is answered")


async def a_thread_is_listed_with_its_messages(world):
    alice, bob, room = await _chat(world)
    root = await alice.say(room, "about the picnic")
    other = await alice.say(room, "something else")
    thread = {"m.relates_to": {"rel_type": "m.thread", "event_id": root}}
    replies = [await bob.say(room, f"picnic {number}", **thread) for number in range(3)]
    await alice.reads(room, "picnic 2")
    listed = [event.event_id async for event in alice.client.room_get_threads(room)]
    equal(listed, [root], "the threads of the room")
    check(other not in listed, "a plain message is listed as a thread")
    mine = [event async for event in bob.client.room_get_threads(room, ThreadInclusion.participated)]
    equal([event.event_id for event in mine], [root], "the threads bob takes part in")
    summary = mine[0].source["unsigned"]["m.relations"]["m.thread"]
    equal(summary["count"], 3, "messages in the thread")
    equal(summary["latest_event"]["event_id"], replies[-1], "the newest message in the thread")
    check(summary["current_user_participated"], "bob takes part and is told he does not")
    children = [
        event.event_id
        async for event in alice.client.room_get_event_relations(room, root, RelationshipType.thread)
    ]
    equal(children, list(reversed(replies)), "the thread's messages, newest first")
