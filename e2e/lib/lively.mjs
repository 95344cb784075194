// The demo community with more life in it: faces, pictures, a voice note, and what screens must endure.
import { face, hum, humWaveform, landscape } from "./drawings.mjs";

/** The password of the demo's people. */
export const demoPassword = "causeway-demo";

/** A line as long as names may be, in a script that runs the other way. */
export const longName = `${"Аляксандра Фон дер Вельденштраум-Ґаланте ".repeat(4)}عبد الرحمن بن محمد`;

/** @type {Record<string, [sign: string, hue: number]>} */
const faces = {
	mei: ["🌸", 340],
	tom: ["🛶", 200],
	ana: ["🥐", 35],
	jun: ["🎧", 260],
	sofia: ["🔭", 150],
	grandma: ["🍵", 90],
};

/**
 * Fills a server that has the demo community. Every step is over the client-server API.
 * @param {import("./server.mjs").Server} server
 * @param {import("playwright-core").Page} page draws the pictures
 */
export async function enliven(server, page) {
	const { matrix } = server;
	/** @type {Record<string, import("./matrix.mjs").Account>} */
	const people = {};
	for (const [name, [sign, hue]] of Object.entries(faces)) {
		const who = await matrix.logIn(name, demoPassword);
		people[name] = who;
		const drawn = await face(page, sign, hue);
		const avatar_url = await matrix.upload(who, drawn.bytes, drawn.type);
		const path = `/profile/${encodeURIComponent(who.userId)}/avatar_url`;
		await matrix.request("PUT", path, { token: who.token, body: { avatar_url } });
	}
	const harbour = await roomOf(server, "harbour");
	await groupPictures(server, page, people, harbour);
	await chatter(server, page, people, harbour);
	const endurance = await enduring(server, people);
	for (const who of Object.values(people)) await matrix.request("POST", "/logout", { token: who.token });
	return { harbour, endurance };
}

/** @param {import("./server.mjs").Server} server @param {string} alias */
async function roomOf(server, alias) {
	const name = encodeURIComponent(`#${alias}:localhost:8008`);
	return /** @type {string} */ ((await server.matrix.request("GET", `/directory/room/${name}`)).room_id);
}

/** @param {import("./server.mjs").Server} server @param {import("playwright-core").Page} page @param {Record<string, import("./matrix.mjs").Account>} people @param {string} harbour */
async function groupPictures(server, page, people, harbour) {
	const rooms = { harbour: ["⛴️", 195], makers: ["🧰", 30], notices: ["📣", 10] };
	for (const [alias, [sign, hue]] of Object.entries(rooms)) {
		const drawn = await face(page, /** @type {string} */ (sign), /** @type {number} */ (hue));
		const roomId = alias === "harbour" ? harbour : await roomOf(server, alias);
		const host = { harbour: people.mei, makers: people.ana, notices: people.sofia }[alias];
		const url = await server.matrix.upload(/** @type {any} */ (host), drawn.bytes, drawn.type);
		await server.matrix.state(/** @type {any} */ (host), roomId, "m.room.avatar", { url });
	}
}

/** @param {import("./server.mjs").Server} server @param {import("playwright-core").Page} page @param {Record<string, any>} people @param {string} room */
async function chatter({ matrix }, page, people, room) {
	const say = (/** @type {string} */ who, /** @type {string} */ body, more = {}) =>
		matrix.send(people[who], room, { msgtype: "m.text", body, ...more });
	const picture = async (
		/** @type {string} */ who,
		/** @type {any} */ scene,
		/** @type {string} */ caption,
		wide = 1200,
		high = 900,
	) => {
		const drawn = await landscape(page, scene, wide, high);
		const url = await matrix.upload(people[who], drawn.bytes, drawn.type);
		const info = { w: drawn.width, h: drawn.height, mimetype: drawn.type, size: drawn.bytes.length };
		return matrix.send(people[who], room, {
			msgtype: "m.image",
			body: caption || `${scene}.jpg`,
			filename: `${scene}.jpg`,
			url,
			info,
		});
	};
	const react = (/** @type {string} */ who, /** @type {string} */ event_id, /** @type {string} */ key) =>
		matrix.send(
			people[who],
			room,
			{ "m.relates_to": { rel_type: "m.annotation", event_id, key } },
			"m.reaction",
		);
	const view = await picture("ana", "dawn", "From the lighthouse, just now 🌅");
	await react("tom", view, "😍");
	await react("mei", view, "😍");
	await react("jun", view, "🌅");
	await say("tom", "That is worth getting up for.");
	await say("jun", "太美了！周末我们也去看看吧？");
	const voice = hum(7);
	await matrix.send(people.grandma, room, {
		msgtype: "m.audio",
		body: "Voice note",
		url: await matrix.upload(people.grandma, voice, "audio/wav"),
		info: { mimetype: "audio/wav", size: voice.length, duration: 7000 },
		"org.matrix.msc1767.audio": { duration: 7000, waveform: humWaveform },
		"org.matrix.msc3245.voice": {},
	});
	const plan = await say(
		"sofia",
		"Saturday: **noon** at the lighthouse. Bring hats, the `tide table` says low water at 13:40.",
		{
			format: "org.matrix.custom.html",
			formatted_body:
				"Saturday: <strong>noon</strong> at the lighthouse. Bring hats, the <code>tide table</code> says low water at 13:40.",
		},
	);
	await react("ana", plan, "👍");
	await react("tom", plan, "👍");
	await say("mei", "I'll be there! 🧺", { "m.relates_to": { "m.in_reply_to": { event_id: plan } } });
	await say("tom", "🎉🎉🎉");
}

/** What screens must endure: a name of 200 characters, forty lines, both directions of writing, emoji alone. @param {import("./server.mjs").Server} server @param {Record<string, any>} people */
async function enduring({ matrix }, people) {
	const long = await matrix.register("verylong");
	const path = `/profile/${encodeURIComponent(long.userId)}/displayname`;
	await matrix.request("PUT", path, { token: long.token, body: { displayname: longName.slice(0, 200) } });
	const room = await matrix.createRoom(long, {
		name: `${"The committee for very long names and everything that follows from them ".repeat(3)}`.slice(
			0,
			200,
		),
		invite: [people.mei.userId, people.tom.userId],
		preset: "private_chat",
	});
	await matrix.join(people.mei, room);
	await matrix.join(people.tom, room);
	const say = (/** @type {any} */ who, /** @type {string} */ body) =>
		matrix.send(who, room, { msgtype: "m.text", body });
	await say(long, "Everything here is a little longer than one would think.");
	await say(people.tom, Array.from({ length: 40 }, (_, i) => `Line ${i + 1} of forty`).join("\n"));
	await say(long, "مرحبا بالجميع، هذا سطر طويل بما يكفي ليلتف على شاشة الهاتف ويُقرأ من اليمين إلى اليسار.");
	await say(people.tom, "Averyveryverylongwordwithoutanyplacetobreak".repeat(4));
	await say(people.mei, "👩‍👩‍👧‍👦🏳️‍🌈👍🏽");
	await say(
		long,
		"شكرا Mei, see https://example.org/a/very/long/path/that/goes/on?and=on&and=on#until-it-does-not",
	);
	return room;
}
