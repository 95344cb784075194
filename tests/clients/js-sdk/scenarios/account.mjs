// The account: devices, profile, push rules, pushers, ignoring, passwords, tokens, media.

import { check, equal, refused, PASSWORD, unique } from "../people.mjs";

const bare = { crypto: false };
const idle = { start: false };

export async function the_server_says_truthfully_what_it_can(world) {
    const alice = await world.person("alice", idle);
    const { versions } = await alice.client.getVersions();
    check(versions.includes("v1.11"), "no authenticated media announced");
    const capabilities = await alice.client.fetchCapabilities();
    check(capabilities["m.room_versions"].available["11"], "room version 11 is missing");
    check(capabilities["m.room_versions"].default in capabilities["m.room_versions"].available, "the default version is not available");
    await refused(alice.client.getAuthMetadata(), "M_UNRECOGNIZED", "M_NOT_FOUND", undefined);
    const flows = (await world.guest().loginFlows()).flows.map((flow) => flow.type);
    check(flows.includes("m.login.password"), "no sign-in by password");
}

export async function a_taken_name_is_told_before_registering(world) {
    const alice = await world.person("alice", idle);
    const name = alice.client.getUserIdLocalpart();
    equal(await world.guest().isUsernameAvailable(name), false, "a taken name is free");
    equal(await world.guest().isUsernameAvailable(unique("free")), true, "a free name");
}

export async function devices_are_listed_renamed_and_removed_with_the_password(world) {
    const alice = await world.person("alice", bare);
    const other = await world.anotherDevice(alice, idle);
    const id = other.client.getDeviceId();
    await alice.client.setDeviceDetails(id, { display_name: "old phone" });
    equal((await alice.client.getDevice(id)).display_name, "old phone", "the new name");
    equal((await alice.client.getDevices()).devices.length, 2, "devices");
    await alice.uia((auth) => alice.client.deleteMultipleDevices([id], auth ?? undefined));
    equal((await alice.client.getDevices()).devices.map((device) => device.device_id), [alice.client.getDeviceId()], "devices left");
    await refused(other.client.whoami(), "M_UNKNOWN_TOKEN");
}

export async function a_new_password_works_and_the_old_one_does_not(world) {
    const alice = await world.person("alice", idle);
    const other = await world.anotherDevice(alice, idle);
    await alice.uia((auth) => alice.client.setPassword(auth, "a new and better one", true));
    await refused(other.client.whoami(), "M_UNKNOWN_TOKEN");
    equal((await alice.client.whoami()).user_id, alice.userId, "the session that changed the password");
    await refused(world.guest().loginWithPassword(alice.userId, PASSWORD), "M_FORBIDDEN");
    equal((await world.guest().loginWithPassword(alice.userId, "a new and better one")).user_id, alice.userId, "login");
}

export async function a_refresh_token_brings_a_new_access_token(world) {
    const alice = await world.person("alice", idle);
    const guest = world.guest();
    const first = await guest.loginRequest({
        type: "m.login.password", identifier: { type: "m.id.user", user: alice.userId }, password: PASSWORD,
        refresh_token: true,
    });
    check(first.refresh_token && first.expires_in_ms > 0, "no refresh token");
    const second = await guest.refreshToken(first.refresh_token);
    check(second.access_token !== first.access_token, "the access token is the old one");
    const answer = await fetch(`${world.homeserver}/_matrix/client/v3/account/whoami`, {
        headers: { Authorization: `Bearer ${second.access_token}` },
    });
    equal((await answer.json()).device_id, first.device_id, "the device of the new token");
}

export async function signing_out_everywhere_ends_every_session(world) {
    const alice = await world.person("alice", bare);
    const other = await world.anotherDevice(alice, bare);
    await alice.request("POST", "/v3/logout/all");
    await refused(alice.client.whoami(), "M_UNKNOWN_TOKEN");
    await other.until(() => other.client.getSyncState() === "ERROR" || other.client.getSyncState() === "STOPPED", "notices");
}

export async function a_deactivated_account_is_closed_for_good(world) {
    const [alice, bob] = [await world.person("alice", bare), await world.person("bob", bare)];
    const room = await bob.createRoom({ invite: [alice] });
    await alice.join(room);
    await bob.sees(room, alice);
    await alice.uia((auth) => alice.client.deactivateAccount(auth ?? undefined));
    await refused(world.guest().loginWithPassword(alice.userId, PASSWORD), "M_FORBIDDEN", "M_USER_DEACTIVATED");
    await bob.until(() => bob.client.getRoom(room).getMember(alice.userId).membership === "leave", "sees alice leave");
    await refused(world.guest().registerRequest({
        username: alice.client.getUserIdLocalpart(), password: PASSWORD, auth: { type: "m.login.dummy" },
    }), "M_USER_IN_USE");
}

export async function a_profile_reaches_the_people_in_the_same_room(world) {
    const [alice, bob] = [await world.person("alice", bare), await world.person("bob", bare)];
    const room = await alice.createRoom({ invite: [bob] });
    await bob.join(room);
    await alice.sees(room, bob);
    await bob.client.setDisplayName("Bob 🌻");
    await bob.client.setAvatarUrl("mxc://example.org/sunflower");
    const member = () => alice.client.getRoom(room).getMember(bob.userId);
    await alice.until(() => member().rawDisplayName === "Bob 🌻", "sees the new name");
    await alice.until(() => member().getMxcAvatarUrl() === "mxc://example.org/sunflower", "sees the new picture");
    equal((await alice.client.getProfileInfo(bob.userId)).displayname, "Bob 🌻", "the profile");
    if (await bob.client.doesServerSupportExtendedProfiles()) {
        await bob.client.setExtendedProfileProperty("m.tz", "Europe/Rome");
        // Not by the SDK's own call: it may answer from its cache.
        const timeZone = () => alice.request("GET", `/v3/profile/${encodeURIComponent(bob.userId)}/m.tz`);
        equal(await timeZone(), { "m.tz": "Europe/Rome" }, "the time zone");
        await bob.client.deleteExtendedProfileProperty("m.tz");
        await refused(timeZone(), "M_NOT_FOUND");
    }
}

export async function presence_is_seen_by_who_shares_a_room(world) {
    const [alice, bob] = [await world.person("alice", bare), await world.person("bob", bare)];
    const room = await alice.createRoom({ invite: [bob] });
    await bob.join(room);
    await alice.sees(room, bob);
    await bob.client.setPresence({ presence: "unavailable", status_msg: "out for lunch" });
    await alice.until(() => alice.client.getUser(bob.userId)?.presenceStatusMsg === "out for lunch", "sees bob's status");
}

export async function account_data_reaches_the_other_device_and_can_be_emptied(world) {
    const alice = await world.person("alice", bare);
    const alice2 = await world.anotherDevice(alice, bare);
    equal(await alice.client.getAccountDataFromServer("org.example.setting"), null, "what was never set");
    await alice.client.setAccountData("org.example.setting", { dark: true });
    await alice2.until(() => alice2.client.getAccountData("org.example.setting")?.getContent().dark, "sees the setting");
    await alice.client.setAccountData("org.example.setting", {});
    await alice2.until(() => !alice2.client.getAccountData("org.example.setting")?.getContent().dark, "sees it emptied");
}

export async function push_rules_are_complete_and_can_be_changed(world) {
    const alice = await world.person("alice", bare);
    const alice2 = await world.anotherDevice(alice, bare);
    const { global } = await alice.client.getPushRules();
    const names = (kind) => global[kind].map((rule) => rule.rule_id);
    for (const name of [
        ".m.rule.master", ".m.rule.suppress_notices", ".m.rule.invite_for_me", ".m.rule.member_event",
        ".m.rule.is_user_mention", ".m.rule.is_room_mention", ".m.rule.tombstone", ".m.rule.reaction",
        ".m.rule.room.server_acl", ".m.rule.suppress_edits",
    ]) check(names("override").includes(name), `the override rule ${name} is missing`);
    for (const name of [
        ".m.rule.call", ".m.rule.encrypted_room_one_to_one", ".m.rule.room_one_to_one", ".m.rule.message", ".m.rule.encrypted",
    ]) check(names("underride").includes(name), `the underride rule ${name} is missing`);
    await alice.client.addPushRule("global", "content", "tea", { actions: ["notify"], pattern: "tea" });
    await alice2.until(() => alice2.client.pushRules?.global.content.some((rule) => rule.rule_id === "tea"), "hears of the rule");
    await alice.client.setPushRuleEnabled("global", "content", "tea", false);
    await alice2.until(() => alice2.client.pushRules.global.content.find((rule) => rule.rule_id === "tea")?.enabled === false, "sees it disabled");
    await alice.client.setPushRuleActions("global", "underride", ".m.rule.message", []);
    await alice2.until(() => alice2.client.pushRules.global.underride.find((rule) => rule.rule_id === ".m.rule.message").actions.length === 0, "sees the actions");
    await alice.client.deletePushRule("global", "content", "tea");
    await refused(alice.client.deletePushRule("global", "content", "tea"), "M_NOT_FOUND");
}

export async function pushers_are_kept_and_removed(world) {
    const alice = await world.person("alice", idle);
    const pusher = {
        kind: "http", app_id: "org.example.app", pushkey: unique("key"), app_display_name: "App",
        device_display_name: "Phone", lang: "en", data: { url: "https://push.example.org/_matrix/push/v1/notify" },
    };
    await alice.client.setPusher(pusher);
    equal((await alice.client.getPushers()).pushers.map((p) => p.pushkey), [pusher.pushkey], "the pushers");
    await alice.client.removePusher(pusher.pushkey, pusher.app_id);
    equal((await alice.client.getPushers()).pushers, [], "the pushers afterwards");
}

export async function an_ignored_person_is_not_heard(world) {
    const [alice, bob] = [await world.person("alice", bare), await world.person("bob", bare)];
    const room = await alice.createRoom({ invite: [bob] });
    await bob.join(room);
    await alice.sees(room, bob);
    await alice.client.setIgnoredUsers([bob.userId]);
    await alice.until(() => alice.client.isUserIgnored(bob.userId), "ignores bob");
    await bob.say(room, "can you hear me?");
    await alice.say(room, "how quiet it is");
    await alice.reads(room, "how quiet it is");
    check(!alice.bodies(room).includes("can you hear me?"), "the ignored person was heard");
}

export async function people_are_found_by_name(world) {
    const [alice, bob] = [await world.person("alice", bare), await world.person("bob", bare)];
    const room = await alice.createRoom({ invite: [bob] });
    await bob.join(room);
    const name = `Wilhelmina ${unique("w")}`;
    await bob.client.setDisplayName(name);
    await alice.until(async () => {
        const { results } = await alice.client.searchUserDirectory({ term: name });
        return results.some((found) => found.user_id === bob.userId && found.display_name === name);
    }, "finds bob by his name");
}

export async function a_file_comes_down_as_it_went_up(world) {
    const [alice, bob] = [await world.person("alice", idle), await world.person("bob", idle)];
    const data = new Uint8Array(500_000).map((_, at) => at % 253);
    const { content_uri } = await alice.client.uploadContent(new Blob([data]), { type: "application/pdf", name: "日記.pdf" });
    const url = bob.client.mxcUrlToHttp(content_uri, undefined, undefined, undefined, false, true, true);
    equal((await fetch(url)).status, 401, "a download without a token");
    const answer = await fetch(url, { headers: { Authorization: `Bearer ${bob.client.getAccessToken()}` } });
    equal([answer.status, answer.headers.get("content-type")], [200, "application/pdf"], "the download");
    check(Buffer.from(await answer.arrayBuffer()).equals(Buffer.from(data)), "the file is not what was sent");
    check(/filename\*=utf-8''%E6%97%A5%E8%A8%98\.pdf/i.test(answer.headers.get("content-disposition")), "the name is lost");
    check((await alice.client.getMediaConfig(true))["m.upload.size"] > 1_000_000, "the upload limit");
}

export async function a_report_is_taken(world) {
    const [alice, bob] = [await world.person("alice", bare), await world.person("bob", bare)];
    const room = await alice.createRoom({ invite: [bob] });
    await bob.join(room);
    const said = await alice.say(room, "something rude");
    await bob.client.reportEvent(room, said, -100, "rude");
    await bob.client.reportRoom(room, "all of it");
}
