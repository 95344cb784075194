// End-to-end encryption with several devices, cross-signing, verification by emoji, key backup.

import { VerificationPhase, VerifierEvent } from "matrix-js-sdk/lib/crypto-api/verification.js";
import { check, equal, eventually } from "../people.mjs";

async function twoInAnEncryptedRoom(world, options) {
    const [alice, bob] = [await world.person("alice", options), await world.person("bob", options)];
    const room = await alice.createRoom({ encrypted: true, invite: [bob] });
    await bob.join(room);
    await alice.sees(room, bob);
    return { alice, bob, room };
}

export async function two_people_with_two_devices_each_read_each_other(world) {
    const { alice, bob, room } = await twoInAnEncryptedRoom(world);
    const [alice2, bob2] = [await world.anotherDevice(alice), await world.anotherDevice(bob)];
    const everyone = [alice, alice2, bob, bob2];
    for (const device of everyone) await device.room(room);
    // Each must know of the new devices before it writes.
    for (const device of everyone) {
        await device.until(async () => {
            const known = await device.client.getCrypto().getUserDeviceInfo([alice.userId, bob.userId], true);
            return [...known.values()].every((devices) => devices.size === 2);
        }, "knows all four devices");
    }
    const texts = [];
    for (const [number, device] of everyone.entries()) {
        texts.push(`from device ${number}`);
        await device.say(room, `from device ${number}`);
    }
    for (const device of everyone) await device.reads(room, ...texts);
    const event = bob2.events(room).find((event) => event.getContent().body === texts[0]);
    equal(event.getWireType(), "m.room.encrypted", "how the text travelled");
}

export async function a_device_added_later_reads_what_is_sent_after_it(world) {
    const { alice, bob, room } = await twoInAnEncryptedRoom(world);
    await alice.say(room, "before the new device");
    await bob.reads(room, "before the new device");
    const bob2 = await world.anotherDevice(bob);
    await bob2.room(room);
    await alice.until(async () => {
        const known = await alice.client.getCrypto().getUserDeviceInfo([bob.userId]);
        return known.get(bob.userId)?.has(bob2.client.getDeviceId());
    }, "hears of bob's new device without asking");
    await alice.say(room, "after the new device");
    await bob2.reads(room, "after the new device");
    check(!bob2.bodies(room).includes("before the new device"), "the new device reads what it has no key for");
}

export async function keys_wait_for_a_device_that_is_offline(world) {
    const { alice, bob, room } = await twoInAnEncryptedRoom(world);
    bob.goOffline();
    const texts = [];
    for (let number = 0; number < 3; number++) {
        await alice.client.getCrypto().forceDiscardSession(room);
        texts.push(`while you were away ${number}`);
        await alice.say(room, texts.at(-1));
    }
    await bob.goOnline();
    await bob.reads(room, ...texts);
}

/** Cross-signing, secret storage and key backup, as Element sets them up at the first sign-in. */
async function setUp(device) {
    const crypto = device.client.getCrypto();
    await crypto.bootstrapCrossSigning({ authUploadDeviceSigningKeys: device.uia });
    const key = await crypto.createRecoveryKeyFromPassphrase();
    await crypto.bootstrapSecretStorage({ createSecretStorageKey: async () => key, setupNewKeyBackup: true });
    await device.until(() => crypto.isCrossSigningReady(), "is ready for cross-signing");
    await device.until(() => crypto.isSecretStorageReady(), "has its secrets stored");
    await device.until(() => crypto.getActiveSessionBackupVersion(), "has a key backup");
    return key.encodedPrivateKey;
}

/** A device that has the recovery key fetches the identity with it and signs itself. */
async function vouchForItself(device) {
    const crypto = device.client.getCrypto();
    // The SDK takes the private keys only once it knows the public ones.
    await device.until(() => crypto.userHasCrossSigningKeys(device.userId, true), "sees its own identity");
    await crypto.bootstrapCrossSigning({});
    await device.until(() => crypto.isCrossSigningReady(), "is ready for cross-signing");
}

/** Waits for a device's backup: the SDK lets up to ten seconds pass before it uploads. */
function hasBackedUp(device, sessions) {
    return device.until(async () => {
        const info = await device.request("GET", "/v3/room_keys/version");
        return info.count >= sessions;
    }, `has backed up ${sessions} sessions`);
}

export async function cross_signing_is_set_up_and_seen_by_others(world) {
    const { alice, bob } = await twoInAnEncryptedRoom(world);
    await setUp(alice);
    await bob.until(async () => {
        const status = await bob.client.getCrypto().getDeviceVerificationStatus(alice.userId, alice.client.getDeviceId());
        return status?.signedByOwner;
    }, "sees that alice signed her device");
    check(await bob.client.getCrypto().userHasCrossSigningKeys(alice.userId), "bob does not see alice's identity");
}

export async function cross_signing_can_be_started_afresh_with_the_password(world) {
    const alice = await world.person("alice");
    await setUp(alice);
    const crypto = alice.client.getCrypto();
    const before = await crypto.getCrossSigningKeyId();
    let asked = 0;
    await crypto.bootstrapCrossSigning({
        setupNewCrossSigning: true,
        authUploadDeviceSigningKeys: (makeRequest) => alice.uia((auth) => ((asked += auth ? 1 : 0), makeRequest(auth))),
    });
    equal(asked, 1, "how often the password was asked for when replacing the identity");
    check((await crypto.getCrossSigningKeyId()) !== before, "the identity is the old one");
}

/** Both sides of a verification by emoji, from the request to the end. */
async function verifyByEmoji(asking, request, answering) {
    const received = await answering.until(() => answering.verificationRequests.at(-1), "is asked to verify");
    await received.accept();
    await asking.until(() => request.phase === VerificationPhase.Ready, "sees that the request is accepted");
    const verifier = await request.startVerification("m.sas.v1");
    const other = await answering.until(() => received.verifier, "sees the start");
    const shown = (verifier) =>
        verifier.getShowSasCallbacks() ??
        new Promise((resolve) => verifier.on(VerifierEvent.ShowSas, resolve));
    const done = Promise.all([verifier.verify(), other.verify()]);
    done.catch(() => {});
    const [mine, theirs] = await Promise.all([shown(verifier), shown(other)]);
    equal(mine.sas.emoji, theirs.sas.emoji, "the seven emoji");
    equal(mine.sas.emoji.length, 7, "how many emoji");
    await Promise.all([mine.confirm(), theirs.confirm()]);
    await done;
    for (const side of [request, received]) {
        await eventually(() => side.phase === VerificationPhase.Done, "both sides are done");
    }
}

export async function a_new_device_is_verified_by_emoji_and_gets_the_secrets(world) {
    const { alice, bob, room } = await twoInAnEncryptedRoom(world);
    await setUp(alice);
    await bob.say(room, "an old secret");
    await alice.reads(room, "an old secret");
    await hasBackedUp(alice, 1);
    const alice2 = await world.anotherDevice(alice);
    await alice2.room(room);
    const crypto = alice2.client.getCrypto();
    check(!(await crypto.isCrossSigningReady()), "the new device holds the identity before verification");
    await alice2.until(() => crypto.userHasCrossSigningKeys(alice.userId, true), "sees its own identity");
    await verifyByEmoji(alice2, await crypto.requestOwnUserVerification(), alice);
    await alice2.until(() => crypto.isCrossSigningReady(), "has the private keys of its identity");
    await bob.until(async () => {
        const status = await bob.client.getCrypto().getDeviceVerificationStatus(alice.userId, alice2.client.getDeviceId());
        return status?.signedByOwner;
    }, "sees that alice vouches for the new device");
    // The backup key comes by the same way, and with it what was said before.
    await alice2.until(() => crypto.getSessionBackupPrivateKey(), "has the backup key");
    await crypto.checkKeyBackupAndEnable();
    await crypto.restoreKeyBackup();
    await alice2.reads(room, "an old secret");
}

export async function two_people_verify_each_other_by_emoji_in_their_room(world) {
    const { alice, bob, room } = await twoInAnEncryptedRoom(world);
    await setUp(alice);
    await setUp(bob);
    for (const [one, other] of [[alice, bob], [bob, alice]]) {
        await one.until(() => one.client.getCrypto().userHasCrossSigningKeys(other.userId, true), "sees the other's identity");
    }
    const request = await alice.client.getCrypto().requestVerificationDM(bob.userId, room);
    await verifyByEmoji(alice, request, bob);
    for (const [one, other] of [[alice, bob], [bob, alice]]) {
        await one.until(
            async () => (await one.client.getCrypto().getUserVerificationStatus(other.userId)).isCrossSigningVerified(),
            `trusts ${other.userId}`,
        );
    }
}

export async function a_key_backup_opens_old_messages_on_a_new_device(world) {
    const { alice, bob, room } = await twoInAnEncryptedRoom(world);
    const recoveryKey = await setUp(alice);
    const texts = [];
    for (let number = 0; number < 3; number++) {
        await bob.client.getCrypto().forceDiscardSession(room);
        texts.push(`worth keeping ${number}`);
        await bob.say(room, texts.at(-1));
    }
    await alice.reads(room, ...texts);
    await hasBackedUp(alice, 3);
    alice.stop();
    const alice2 = await world.anotherDevice(alice, { recoveryKey });
    await alice2.room(room);
    const crypto = alice2.client.getCrypto();
    await crypto.loadSessionBackupPrivateKeyFromSecretStorage();
    check(await crypto.checkKeyBackupAndEnable(), "no usable backup on the new device");
    const restored = await crypto.restoreKeyBackup();
    check(restored.imported >= 3, `only ${restored.imported} of ${restored.total} keys came back`);
    await alice2.reads(room, ...texts);
    // With the recovery key the new device can also vouch for itself.
    await vouchForItself(alice2);
}

export async function a_key_backup_can_be_replaced_and_deleted(world) {
    const alice = await world.person("alice");
    await setUp(alice);
    const crypto = alice.client.getCrypto();
    const first = await crypto.getActiveSessionBackupVersion();
    await crypto.resetKeyBackup();
    const second = await alice.until(async () => {
        const version = await crypto.getActiveSessionBackupVersion();
        return version !== first && version;
    }, "has a new backup");
    equal((await crypto.getKeyBackupInfo()).version, second, "the current version on the server");
    await crypto.deleteKeyBackupVersion(second);
    const left = await crypto.getKeyBackupInfo();
    check(left?.version !== second, "the deleted version is still the current one");
}

export async function a_dehydrated_device_keeps_keys_while_nobody_is_signed_in(world) {
    const { alice, bob, room } = await twoInAnEncryptedRoom(world);
    const recoveryKey = await setUp(alice);
    const crypto = alice.client.getCrypto();
    check(await crypto.isDehydrationSupported(), "the server offers no dehydrated devices");
    await crypto.startDehydration();
    const dehydrated = (await alice.request("GET", "/unstable/org.matrix.msc3814.v1/dehydrated_device")).device_id;
    await bob.until(async () => {
        const known = await bob.client.getCrypto().getUserDeviceInfo([alice.userId], true);
        return known.get(alice.userId)?.has(dehydrated);
    }, "sees the dehydrated device");
    await alice.client.logout(true);
    await bob.until(async () => {
        const known = await bob.client.getCrypto().getUserDeviceInfo([alice.userId], true);
        return !known.get(alice.userId)?.has(alice.client.getDeviceId());
    }, "sees that alice signed out");
    await bob.client.getCrypto().forceDiscardSession(room);
    await bob.say(room, "said to an empty house");
    const alice2 = await world.anotherDevice(alice, { recoveryKey });
    await alice2.room(room);
    await vouchForItself(alice2);
    await alice2.client.getCrypto().startDehydration();
    await alice2.reads(room, "said to an empty house");
}

export async function an_encrypted_file_arrives_whole(world) {
    const { alice, bob, room } = await twoInAnEncryptedRoom(world);
    const plain = new Uint8Array(200_000).map((_, at) => at % 251);
    const key = await crypto.subtle.generateKey({ name: "AES-CTR", length: 256 }, true, ["encrypt", "decrypt"]);
    const iv = crypto.getRandomValues(new Uint8Array(16)).fill(0, 8);
    const cipher = (mode, key, data) => crypto.subtle[mode]({ name: "AES-CTR", counter: iv, length: 64 }, key, data);
    const data = new Uint8Array(await cipher("encrypt", key, plain));
    const { content_uri } = await alice.client.uploadContent(new Blob([data]), { type: "application/octet-stream" });
    const file = { v: "v2", url: content_uri, key: await crypto.subtle.exportKey("jwk", key), iv: Buffer.from(iv).toString("base64"), hashes: {} };
    await alice.client.sendEvent(room, "m.room.message", { msgtype: "m.file", body: "diary.pdf", file });
    await bob.reads(room, "diary.pdf");
    const got = bob.events(room).find((event) => event.getContent().body === "diary.pdf").getContent().file;
    const url = bob.client.mxcUrlToHttp(got.url, undefined, undefined, undefined, false, true, true);
    const answer = await fetch(url, { headers: { Authorization: `Bearer ${bob.client.getAccessToken()}` } });
    equal(answer.status, 200, "the download");
    const theirKey = await crypto.subtle.importKey("jwk", got.key, { name: "AES-CTR" }, false, ["decrypt"]);
    const back = Buffer.from(await cipher("decrypt", theirKey, await answer.arrayBuffer()));
    check(back.equals(Buffer.from(plain)), "the file is not what was sent");
}
