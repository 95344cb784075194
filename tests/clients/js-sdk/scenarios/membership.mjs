// Who is in a room: invite, join, leave, kick, ban, knock, restricted rooms.

import { check, equal, refused } from "../people.mjs";

const bare = { crypto: false };

async function roomOfTwo(world) {
    const [alice, bob] = [await world.person("alice", bare), await world.person("bob", bare)];
    const room = await alice.createRoom({ invite: [bob], name: "a room of two" });
    await bob.join(room);
    await alice.sees(room, bob);
    return { alice, bob, room };
}

const membership = (device, room, of = device) => device.client.getRoom(room)?.getMember(of.userId)?.membership;

export async function an_invited_person_sees_who_invites_and_whereto(world) {
    const [alice, bob] = [await world.person("alice", bare), await world.person("bob", bare)];
    const room = await alice.createRoom({ name: "the garden" });
    await alice.client.invite(room, bob.userId, { reason: "come in" });
    const invited = await bob.until(
        () => bob.client.getRoom(room)?.getMyMembership() === "invite" && bob.client.getRoom(room),
        "sees the invitation",
    );
    await bob.until(() => invited.name === "the garden", () => `sees the name, sees ${invited.name}`);
    equal(invited.getMember(bob.userId).events.member.getSender(), alice.userId, "who invites");
    await bob.join(room);
    await alice.say(room, "welcome");
    await bob.reads(room, "welcome");
}

export async function a_declined_invitation_disappears(world) {
    const [alice, bob] = [await world.person("alice", bare), await world.person("bob", bare)];
    const room = await alice.createRoom({ invite: [bob] });
    await bob.until(() => bob.client.getRoom(room)?.getMyMembership() === "invite", "sees the invitation");
    await bob.client.leave(room);
    await bob.until(() => bob.client.getRoom(room).getMyMembership() === "leave", "has declined");
    await alice.until(() => membership(alice, room, bob) === "leave", "sees that bob declined");
    await refused(bob.client.joinRoom(room), "M_FORBIDDEN");
}

export async function who_leaves_is_gone_and_hears_nothing_more(world) {
    const { alice, bob, room } = await roomOfTwo(world);
    await bob.client.leave(room);
    await bob.until(() => bob.client.getRoom(room).getMyMembership() === "leave", "is out");
    await alice.until(() => membership(alice, room, bob) === "leave", "sees that bob left");
    await alice.say(room, "after bob left");
    await alice.reads(room, "after bob left");
    check(!bob.bodies(room).includes("after bob left"), "bob still hears the room");
    await refused(bob.say(room, "let me in"), "M_FORBIDDEN");
    await bob.client.forget(room);
    check(!bob.client.getRoom(room), "the forgotten room is still here");
}

export async function a_kick_and_a_ban_do_what_they_say(world) {
    const { alice, bob, room } = await roomOfTwo(world);
    await refused(bob.client.kick(room, alice.userId, "revolution"), "M_FORBIDDEN");
    await alice.client.kick(room, bob.userId, "calm down");
    await bob.until(() => bob.client.getRoom(room).getMyMembership() === "leave", "is out");
    await alice.client.invite(room, bob.userId);
    await bob.until(() => bob.client.getRoom(room).getMyMembership() === "invite", "is invited again");
    await bob.join(room);
    await alice.client.ban(room, bob.userId, "spam");
    await bob.until(() => bob.client.getRoom(room).getMyMembership() === "ban", "is banned");
    await refused(alice.client.invite(room, bob.userId), "M_FORBIDDEN", "M_BAD_STATE");
    await refused(bob.client.joinRoom(room), "M_FORBIDDEN", "M_BAD_STATE");
    await alice.client.unban(room, bob.userId);
    await alice.client.invite(room, bob.userId);
    await bob.join(room);
}

export async function who_knocks_is_let_in_by_an_invitation(world) {
    const [alice, bob] = [await world.person("alice", bare), await world.person("bob", bare)];
    const room = await alice.createRoom({
        initial_state: [{ type: "m.room.join_rules", state_key: "", content: { join_rule: "knock" } }],
    });
    await bob.client.knockRoom(room, { reason: "I live next door" });
    await alice.until(() => membership(alice, room, bob) === "knock", "hears the knock");
    await bob.until(() => bob.client.getRoom(room)?.getMyMembership() === "knock", "sees its own knock");
    await alice.client.invite(room, bob.userId);
    await bob.join(room);
}

export async function members_of_a_space_may_join_its_restricted_room(world) {
    const [alice, bob, carol] = [
        await world.person("alice", bare), await world.person("bob", bare), await world.person("carol", bare),
    ];
    const space = await alice.createRoom({ creation_content: { type: "m.space" }, preset: "public_chat" });
    const room = await alice.createRoom({
        initial_state: [{
            type: "m.room.join_rules", state_key: "",
            content: { join_rule: "restricted", allow: [{ type: "m.room_membership", room_id: space }] },
        }],
    });
    await bob.join(space);
    await bob.join(room);
    await refused(carol.client.joinRoom(room), "M_FORBIDDEN");
}

export async function lazily_loaded_members_are_complete_when_asked_for(world) {
    const { alice, bob, room } = await roomOfTwo(world);
    const others = [];
    for (const name of ["carol", "dan", "eve"]) {
        const device = await world.person(name, { start: false });
        await alice.client.invite(room, device.userId);
        await device.client.joinRoom(room);
        others.push(device.userId);
    }
    await bob.say(room, "only bob speaks");
    const late = await world.anotherDevice(alice, { ...bare, limit: 1 });
    const view = await late.room(room);
    check(membership(late, room) === "join", "one's own membership is missing");
    check(view.getMember(bob.userId), "the sender of the newest message is unknown");
    check(view.getJoinedMembers().length < 5, "all members came at once: lazy loading does nothing");
    equal(view.getJoinedMemberCount(), 5, "the count of members");
    await view.loadMembersIfNeeded();
    const joined = view.getJoinedMembers().map((member) => member.userId).sort();
    equal(joined, [alice.userId, bob.userId, ...others].sort(), "all members");
}

export async function a_room_without_a_name_is_called_after_its_people(world) {
    const { alice, bob } = await roomOfTwo(world);
    await bob.client.setDisplayName("Bob the Builder");
    const room = await alice.createRoom({ invite: [bob], is_direct: true });
    await bob.join(room);
    const late = await world.anotherDevice(alice, { ...bare, limit: 1 });
    const view = await late.room(room);
    await late.until(() => view.name === "Bob the Builder", () => `sees bob's name, sees ${view.name}`);
}

export async function joining_while_the_other_syncs_brings_the_whole_room(world) {
    const alice = await world.person("alice", bare);
    const bob = await world.person("bob", bare);
    for (let round = 0; round < 5; round++) {
        const room = await alice.createRoom({ name: `room ${round}`, topic: "all of it", preset: "public_chat" });
        const said = await alice.say(room, "here already");
        await bob.join(room);
        const view = bob.client.getRoom(room);
        await bob.until(() => bob.find(room, said), "has what was said");
        equal(view.name, `room ${round}`, "the name");
        equal(view.currentState.getStateEvents("m.room.topic", "")?.getContent().topic, "all of it", "the topic");
        check(view.currentState.getStateEvents("m.room.create", ""), "the creation is missing");
        equal(bob.events(room).filter((event) => event.getId() === said).length, 1, "how often the message came");
    }
}
