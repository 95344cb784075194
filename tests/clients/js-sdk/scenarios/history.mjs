// Going offline, coming back, scrolling, searching, jumping to a date.

import { check, equal } from "../people.mjs";

async function roomOfTwo(world, options) {
    const [alice, bob] = [await world.person("alice"), await world.person("bob", options)];
    const room = await alice.createRoom({ invite: [bob], ...options?.room });
    await bob.join(room);
    await alice.sees(room, bob);
    return { alice, bob, room };
}

/** Scrolls back until `enough` or the beginning of the room. */
async function scrollBack(device, room, enough = () => false) {
    const timeline = device.client.getRoom(room).getLiveTimeline();
    for (let pages = 0; pages < 60 && !enough(); pages++) {
        if (!(await device.client.paginateEventTimeline(timeline, { backwards: true, limit: 7 }))) return;
    }
}

export async function who_was_away_fills_the_gap_with_nothing_lost_or_doubled(world) {
    const { alice, bob, room } = await roomOfTwo(world, { limit: 10, crypto: false });
    await alice.say(room, "last before the gap");
    await bob.reads(room, "last before the gap");
    bob.goOffline();
    const texts = [];
    for (let number = 0; number < 45; number++) {
        texts.push(`missed ${number}`);
        await alice.say(room, texts.at(-1));
    }
    await bob.goOnline();
    await bob.until(() => bob.bodies(room).includes("missed 44"), "is back");
    check(!bob.bodies(room).includes("missed 0"), "nothing was cut off: the gap was not tested");
    await scrollBack(bob, room, () => bob.bodies(room).includes("last before the gap"));
    equal(bob.bodies(room), ["last before the gap", ...texts], "the texts after filling the gap");
}

export async function an_encrypted_gap_is_readable_after_the_return(world) {
    const { alice, bob, room } = await roomOfTwo(world, { limit: 5, room: { encrypted: true } });
    await alice.say(room, "before");
    await bob.reads(room, "before");
    bob.goOffline();
    const texts = [];
    for (let number = 0; number < 15; number++) {
        texts.push(`secret ${number}`);
        await alice.say(room, texts.at(-1));
    }
    await bob.goOnline();
    await bob.until(() => bob.bodies(room).includes("secret 14"), "is back");
    await scrollBack(bob, room, () => bob.bodies(room).includes("before"));
    await bob.until(() => bob.bodies(room).length >= 16, () => `reads all, reads ${bob.bodies(room)}`);
    equal(bob.bodies(room), ["before", ...texts], "the decrypted texts");
}

export async function scrolling_to_the_beginning_shows_every_event_once(world) {
    const { alice, room } = await roomOfTwo(world, { crypto: false });
    for (let number = 0; number < 30; number++) await alice.say(room, `line ${number}`);
    const late = await world.anotherDevice(alice, { limit: 4, crypto: false });
    await late.room(room);
    await scrollBack(late, room);
    const ids = late.events(room).map((event) => event.getId());
    equal(new Set(ids).size, ids.length, "different events");
    equal(late.events(room)[0].getType(), "m.room.create", "the first event");
    equal(late.bodies(room), Array.from({ length: 30 }, (_, number) => `line ${number}`), "the texts");
}

export async function a_link_into_the_past_opens_there_and_reads_on(world) {
    const { alice, room } = await roomOfTwo(world, { crypto: false });
    const ids = [];
    for (let number = 0; number < 30; number++) ids.push(await alice.say(room, `line ${number}`));
    const late = await world.anotherDevice(alice, { limit: 3, crypto: false });
    const view = await late.room(room);
    const timeline = await late.client.getEventTimeline(view.getUnfilteredTimelineSet(), ids[10]);
    const texts = () => timeline.getEvents().map((event) => event.getContent().body).filter((body) => body?.startsWith("line"));
    check(texts().includes("line 10"), `the linked message is missing: ${texts()}`);
    await late.client.paginateEventTimeline(timeline, { backwards: false, limit: 5 });
    await late.client.paginateEventTimeline(timeline, { backwards: true, limit: 5 });
    const numbers = texts().map((text) => Number(text.split(" ")[1]));
    equal(numbers, Array.from(numbers, (_, at) => numbers[0] + at), "the lines without hole or double");
    check(numbers[0] <= 8 && numbers.at(-1) >= 12, `the timeline did not grow both ways: ${numbers}`);
}

export async function a_date_leads_to_the_message_of_that_moment(world) {
    const { alice, room } = await roomOfTwo(world, { crypto: false });
    await alice.say(room, "yesterday, so to speak");
    const moment = Date.now() + 5;
    await new Promise((resolve) => setTimeout(resolve, 30));
    const after = await alice.say(room, "today");
    await alice.say(room, "later today");
    const found = await alice.client.timestampToEvent(room, moment, "f");
    equal(found.event_id, after, "the first message after the moment");
}

export async function words_are_found_in_the_rooms_of_the_searcher_only(world) {
    const { alice, bob, room } = await roomOfTwo(world, { crypto: false });
    await alice.say(room, "the heron stands in the reeds");
    await alice.say(room, "nothing to see");
    const other = await alice.createRoom();
    await alice.say(other, "another heron, in private");
    const hits = async (device, term) => {
        const { results } = await device.client.searchRoomEvents({ term });
        return results.map((result) => result.context.getEvent().getContent().body).sort();
    };
    await bob.until(async () => (await hits(bob, "heron")).length > 0, "finds the word");
    equal(await hits(bob, "heron"), ["the heron stands in the reeds"], "what bob finds");
    equal(await hits(alice, "heron"), ["another heron, in private", "the heron stands in the reeds"], "what alice finds");
    equal(await hits(bob, "pelican"), [], "what nobody said");
}

export async function the_client_restarts_and_sees_the_same_room(world) {
    const { alice, bob, room } = await roomOfTwo(world, { crypto: false });
    await alice.say(room, "one");
    await bob.reads(room, "one");
    bob.client.stopClient();
    await alice.say(room, "two");
    await bob.client.startClient({ initialSyncLimit: 20, lazyLoadMembers: true, threadSupport: true });
    await bob.reads(room, "one", "two");
    equal(bob.bodies(room), ["one", "two"], "the texts");
}
