"""End-to-end encryption between several devices."""

import asyncio

import vodozemac  # noqa: F401  (nio switches encryption off without a word when it is missing)
from nio import KeyVerificationKey, KeyVerificationMac, KeyVerificationStart, MegolmEvent, RoomEncryptedImage
from nio.crypto import decrypt_attachment
from people import check, equal, ok


async def _two_with_two(world):
    alice = await world.person("alice")
    bob = await world.person("bob")
    return alice, await world.another_device(alice), bob, await world.another_device(bob)


async def two_people_with_two_devices_each_read_each_other(world):
    alice, alice2, bob, bob2 = await _two_with_two(world)
    room = await alice.create_room(encrypted=True, invite=[bob])
    await bob.join(room)
    for device in (alice2, bob2):
        await device.knows_room(room)
    await alice.until(lambda: bob.user_id in alice.client.rooms[room].users, "sees bob in the room")
    await alice.say(room, "from alice's first")
    await bob.say(room, "from bob's first")
    await alice2.say(room, "from alice's second")
    await bob2.say(room, "from bob's second")
    texts = ("from alice's first", "from bob's first", "from alice's second", "from bob's second")
    for device in (alice, alice2, bob, bob2):
        await device.reads(room, *texts)
        equal(device.locked(room), 0, f"{device.user_id} could not decrypt so many")
        for event in device.seen[room]:
            if getattr(event, "body", None) in texts:
                check(event.decrypted, f"{event.body!r} came in the clear")


async def a_device_added_later_reads_what_is_sent_after_it(world):
    alice, bob = await world.person("alice"), await world.person("bob")
    room = await alice.create_room(encrypted=True, invite=[bob])
    await bob.join(room)
    await alice.until(lambda: bob.user_id in alice.client.rooms[room].users, "sees bob in the room")
    await alice.say(room, "before the new device")
    await bob.reads(room, "before the new device")
    bob2 = await world.another_device(bob)
    await bob2.knows_room(room)
    await alice.until(
        lambda: bob2.client.device_id in alice.client.device_store[bob.user_id], "learns of bob's new device"
    )
    await alice.say(room, "after the new device")
    await bob2.reads(room, "after the new device")
    check("before the new device" not in bob2.bodies(room), "the new device read what it had no key for")


async def keys_wait_for_a_device_that_is_offline(world):
    alice, bob = await world.person("alice"), await world.person("bob")
    room = await alice.create_room(encrypted=True, invite=[bob])
    await bob.join(room)
    await alice.until(lambda: bob.user_id in alice.client.rooms[room].users, "sees bob in the room")
    await bob.stop()
    for number in range(3):
        # A new session each time: three to-device messages wait, not one.
        alice.client.invalidate_outbound_session(room)
        await alice.say(room, f"while you were away {number}")
    await bob.start()
    await bob.reads(room, *(f"while you were away {number}" for number in range(3)))
    equal(bob.locked(room), 0, "undecryptable after the return")


async def a_removed_device_gets_no_new_keys(world):
    alice, bob = await world.person("alice"), await world.person("bob")
    bob2 = await world.another_device(bob)
    room = await alice.create_room(encrypted=True, invite=[bob])
    await bob.join(room)
    await alice.until(
        lambda: bob2.client.device_id in alice.client.device_store[bob.user_id], "learns of both devices of bob"
    )
    await bob2.stop()
    ok(await bob2.client.logout())
    await alice.until(
        lambda: bob2.client.device_id not in [d.device_id for d in alice.client.device_store.active_user_devices(bob.user_id)],
        "learns that the device is gone",
    )
    await alice.say(room, "only for the one that is left")
    await bob.reads(room, "only for the one that is left")


async def thirty_claims_at_once_get_thirty_different_one_time_keys(world):
    bob = await world.person("bob", start=False)
    await bob.start()
    alice = await world.person("alice", start=False)
    wanted = {"one_time_keys": {bob.user_id: {bob.client.device_id: "signed_curve25519"}}}
    answers = await asyncio.gather(
        *(alice.request("POST", "/_matrix/client/v3/keys/claim", wanted) for _ in range(30))
    )
    keys = []
    for status, body in answers:
        equal(status, 200, f"/keys/claim answered {body}")
        keys += body["one_time_keys"][bob.user_id][bob.client.device_id].keys()
    equal(len(set(keys)), 30, "different one-time keys among thirty claims")


async def an_encrypted_picture_arrives_whole(world):
    alice, bob = await world.person("alice"), await world.person("bob")
    room = await alice.create_room(encrypted=True, invite=[bob])
    await bob.join(room)
    await alice.until(lambda: bob.user_id in alice.client.rooms[room].users, "sees bob in the room")
    picture = bytes(range(256)) * 300
    uploaded, keys = await alice.client.upload(
        lambda *_: picture, content_type="image/png", filename="holiday.png", encrypt=True, filesize=len(picture)
    )
    file = {"url": ok(uploaded).content_uri, "mimetype": "image/png", **keys}
    await alice.send(room, "m.room.message", {"msgtype": "m.image", "body": "holiday.png", "file": file})
    await bob.reads(room, "holiday.png")
    event = next(e for e in bob.seen[room] if isinstance(e, RoomEncryptedImage))
    got = ok(await bob.client.download(event.url)).body
    check(got != picture, "the server holds the picture in the clear")
    plain = decrypt_attachment(got, event.key["k"], event.hashes["sha256"], event.iv)
    equal(plain, picture, "the picture")


async def _verify_by_emoji(asking, answering):
    theirs = await asking.until(
        lambda: asking.client.device_store[answering.user_id].get(answering.client.device_id),
        "knows the other's device",
    )
    await answering.until(
        lambda: answering.client.device_store[asking.user_id].get(asking.client.device_id), "knows the asking device"
    )
    ok(await asking.client.start_key_verification(theirs))
    start = await answering.until(lambda: _last(answering, KeyVerificationStart), "is asked to verify")
    transaction = start.transaction_id
    ok(await answering.client.accept_key_verification(transaction))
    for device in (asking, answering):
        # nio sends its own public key by itself, from the sync loop.
        await device.until(lambda device=device: _last(device, KeyVerificationKey), "gets the other's public key")
    mine, yours = (d.client.key_verifications[transaction] for d in (asking, answering))
    equal(mine.get_emoji(), yours.get_emoji(), "the seven emoji")
    equal(mine.get_decimals(), yours.get_decimals(), "the three numbers")
    for device in (asking, answering):
        ok(await device.client.confirm_short_auth_string(transaction))
    for device in (asking, answering):
        await device.until(lambda device=device: _last(device, KeyVerificationMac), "gets the other's confirmation")
    for device, other in ((asking, answering), (answering, asking)):
        check(
            device.client.device_store[other.user_id][other.client.device_id].verified,
            f"{device.user_id} does not trust the other device after the verification",
        )


def _last(device, kind):
    return next((e for e in reversed(device.to_device) if isinstance(e, kind)), None)


async def two_people_verify_each_other_by_emoji(world):
    alice, bob = await world.person("alice"), await world.person("bob")
    room = await alice.create_room(encrypted=True, invite=[bob])
    await bob.join(room)
    await _verify_by_emoji(alice, bob)


async def two_devices_of_one_person_verify_each_other_by_emoji(world):
    alice = await world.person("alice")
    alice2 = await world.another_device(alice)
    await alice.create_room(encrypted=True)
    await _verify_by_emoji(alice2, alice)


async def exported_keys_open_old_messages_on_a_new_device(world):
    import os
    import tempfile

    alice = await world.person("alice")
    room = await alice.create_room(encrypted=True)
    secret = await alice.say(room, "from the old device")
    await alice.reads(room, "from the old device")
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "keys")
        await alice.client.export_keys(file, "passphrase", 1000)
        alice2 = await world.another_device(alice, start=False)
        await alice2.client.import_keys(file, "passphrase")
    await alice2.start()
    await alice2.knows_room(room)
    got = ok(await alice2.client.room_get_event(room, secret)).event
    opened = alice2.client.decrypt_event(got) if isinstance(got, MegolmEvent) else got
    equal(getattr(opened, "body", None), "from the old device", "the decrypted text")
