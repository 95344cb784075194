// The chat of `causeway app dev`: people side by side who share one mini-app. Each has an origin and a storage of their own,
// as in the web app; updates, realtime messages and files go through this page and are shown below. All is forgotten when
// the page is closed.
import { forget, log, logRealtime, logUpdate, logWrong } from "./log.js";
import { t, translate } from "./words.js";

const NAMES = ["Ana", "Tom", "Mei", "Jun"];
/** What chats of Causeway announce (docs/developer/mini-apps-in-rooms.md). */
const LIMITS = { sendUpdateInterval: 1000, sendUpdateMaxSize: 40_000 };
/** How late an update comes at most, where they come late. */
const LATE_MS = 3000;
const LOOK_MS = 800;

/**
 * @typedef {{ digest: string, name: string, files: string[], warnings: string[], error: string | null }} App
 * @typedef {{ from: Person, update: Record<string, any> }} Sent
 */

const at = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
const delivery = /** @type {HTMLSelectElement} */ (at("delivery"));
const noRealtime = /** @type {HTMLInputElement} */ (at("no-realtime"));

/** @type {App | undefined} */
let app;
/** @type {Person[]} */
let people = [];
/** Everything that is in the chat, in the order of sending. @type {Sent[]} */
let sent = [];

class Person {
	/** What has reached them, in their order: the serial is the place, from 1. @type {Sent[]} */
	received = [];
	/** What others sent meanwhile. @type {Sent[]} */
	held = [];
	/** What they wrote while they were away. @type {Sent[]} */
	unsent = [];
	/** When they last sent something. */
	sentAt = Number.NEGATIVE_INFINITY;
	/** Where the app starts. */
	start = "/index.html";
	/** @type {MessagePort | undefined} */
	port;
	/** @type {number | undefined} */
	listening;
	inRealtime = false;

	/** @param {string} name */
	constructor(name) {
		this.name = name;
		this.address = randomName();
		this.label = randomName();
		const made = /** @type {HTMLTemplateElement} */ (at("person")).content.cloneNode(true);
		translate(/** @type {DocumentFragment} */ (made));
		this.box = /** @type {HTMLElement} */ (/** @type {DocumentFragment} */ (made).querySelector("article"));
		this.frame = /** @type {HTMLIFrameElement} */ (this.box.querySelector("iframe"));
		this.frame.title = t("app", { name });
		this.part("h2").textContent = name;
		this.part(".reload").addEventListener("click", () => this.load());
		this.part(".away").addEventListener("change", () => this.comeBack());
		this.part(".dark").addEventListener("change", ({ target }) => {
			this.frame.style.colorScheme = /** @type {HTMLInputElement} */ (target).checked ? "dark" : "light";
		});
		at("people").append(made);
	}

	/** @param {string} selector */
	part(selector) {
		return /** @type {HTMLElement} */ (this.box.querySelector(selector));
	}

	get isAway() {
		return /** @type {HTMLInputElement} */ (this.part(".away")).checked;
	}

	get origin() {
		return `http://${this.label}.localhost:${location.port}`;
	}

	/** @param {string} [href] where a line of the chat leads */
	load(href = "") {
		const url = URL.parse(href || "index.html", `${this.origin}/`);
		this.start = url?.origin === this.origin ? url.pathname + url.search + url.hash : "/index.html";
		this.listening = undefined;
		this.inRealtime = false;
		this.frame.src = `${this.origin}/-/boot`;
	}

	/** The frame has a new page: the one that starts the app, or one of the app's. @param {MessagePort} port */
	meet(port) {
		this.port?.close();
		this.port = port;
		this.listening = undefined;
		this.inRealtime = false;
		port.addEventListener("message", ({ data }) => void this.hear(data, port));
		port.start();
		const config = {
			selfAddr: this.address,
			selfName: this.name,
			realtime: !noRealtime.checked,
			tellsErrors: true,
			...LIMITS,
		};
		port.postMessage({ digest: app?.digest, start: this.start, config });
	}

	/**
	 * @param {Record<string, any>} message
	 * @param {MessagePort} port
	 */
	async hear(message, port) {
		const answer = (/** @type {unknown} */ value) =>
			port.postMessage({ type: "answer", id: message.id, value });
		switch (message.type) {
			case "files":
				return port.postMessage({ files: await files() });
			case "failed":
				return tell(t("failed", { name: this.name, why: message.why }));
			case "sendUpdate":
				return send(this, JSON.parse(message.update));
			case "listen":
				this.listening = message.id;
				for (const serial of this.received.keys()) if (serial >= message.serial) this.show(serial);
				return answer(undefined);
			case "all":
				return answer(this.received.map((one, place) => JSON.stringify(this.numbered(one, place))));
			case "joinRealtime":
				this.inRealtime = true;
				return log(this.name, t("joined"));
			case "leaveRealtime":
				this.inRealtime = false;
				return log(this.name, t("left"));
			case "realtime":
				return realtime(this, message.data);
			case "sendToChat":
				handedOver(this, message);
				return answer(undefined);
			case "importFiles":
				return answer(await chosen(message));
			case "wrong":
				return logWrong(this.name, message.what);
			case "link":
				return log(this.name, t("link"), message.href);
		}
	}

	/** Away, or back: then what waits goes both ways. */
	comeBack() {
		if (this.isAway) return;
		for (const one of this.unsent.splice(0)) spread(one);
		this.deliver();
	}

	/** Hands over what waits, if they are there. */
	deliver() {
		if (this.isAway) return;
		for (const one of this.held.splice(0)) this.take(one);
	}

	/** @param {Sent} one */
	take(one) {
		this.received.push(one);
		this.show(this.received.length - 1);
		this.notice(one);
	}

	/** @param {number} place */
	show(place) {
		if (this.listening === undefined) return;
		const update = JSON.stringify(this.numbered(this.received[place], place));
		this.port?.postMessage({ type: "update", id: this.listening, update });
	}

	/** @param {Sent} one @param {number} place */
	numbered(one, place) {
		return { ...one.update, serial: place + 1, max_serial: this.received.length };
	}

	/** What a chat shows of an update beside the app. @param {Sent} one */
	notice({ from, update }) {
		const told = [update.document, update.summary].filter(Boolean).join(" · ");
		if (told) this.part(".summary").textContent = told;
		const words = update.notify?.[this.address] ?? update.notify?.["*"];
		if (words && from !== this) log(this.name, t("notified"), words);
	}
}

/** An address or a label that nobody guesses. */
const randomName = () => {
	const bytes = crypto.getRandomValues(new Uint8Array(13));
	return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
};

/** One has one's own update at once, as in a chat. @param {Person} from @param {Record<string, any>} update */
function send(from, update) {
	const one = { from, update };
	const now = performance.now();
	const when = { waits: from.isAway, after: now - from.sentAt, interval: LIMITS.sendUpdateInterval };
	from.sentAt = now;
	logUpdate(from.name, update, when, openAt);
	from.take(one);
	if (from.isAway) from.unsent.push(one);
	else spread(one);
}

/** Each of the others gets it once; who is away or far, later. @param {Sent} one */
function spread(one) {
	sent.push(one);
	for (const person of people) {
		if (person === one.from) continue;
		const come = () => {
			person.held.push(one);
			person.deliver();
		};
		if (delivery.value === "late") setTimeout(come, Math.random() * LATE_MS);
		else come();
	}
}

/** Everybody taps on a line of the chat. @param {string} href */
function openAt(href) {
	for (const person of people) person.load(href);
}

/** Lost for who is away, as in a chat. @param {Person} from @param {ArrayBuffer} data */
function realtime(from, data) {
	logRealtime(from.name, t(from.isAway ? "realtimeLost" : "realtime"), data);
	if (from.isAway) return;
	for (const person of people) {
		if (person === from || !person.inRealtime || person.isAway) continue;
		person.port?.postMessage({ type: "realtime", data });
	}
}

/** @param {Person} from @param {{ text?: string, file?: { name: string, blob: Blob } }} message */
function handedOver(from, { text, file }) {
	const line = log(from.name, t("handsOver"), text ?? "");
	if (!file) return;
	const link = document.createElement("a");
	link.href = URL.createObjectURL(file.blob);
	link.download = file.name;
	link.textContent = `${file.name} (${t("bytes", { n: file.blob.size })})`;
	line.append(" ", link);
}

/** @param {{ extensions?: string[], mimeTypes?: string[], multiple?: boolean }} filter @returns {Promise<File[]>} */
function chosen({ extensions = [], mimeTypes = [], multiple = false }) {
	const field = Object.assign(document.createElement("input"), { type: "file", multiple });
	field.accept = [...extensions, ...mimeTypes].join(",");
	return new Promise((resolve) => {
		field.addEventListener("change", () => resolve([...(field.files ?? [])]));
		field.addEventListener("cancel", () => resolve([]));
		field.click();
	});
}

/** @param {string} words */
function tell(words) {
	at("told").textContent = words;
}

/** The app's files as they are now. */
async function files() {
	return Promise.all(
		(app?.files ?? []).map(async (name) => {
			const response = await fetch(`/app/file?name=${encodeURIComponent(name)}`);
			return { name, bytes: await response.arrayBuffer() };
		}),
	);
}

/** Looks whether files changed, and loads what did. */
async function look() {
	const response = await fetch("/app").catch(() => undefined);
	if (!response?.ok) return tell(response ? await response.text() : t("ended"));
	const found = /** @type {App} */ (await response.json());
	tell([found.error ?? "", ...found.warnings].filter(Boolean).join("\n"));
	const isNew = found.digest !== app?.digest;
	app = found;
	at("name").textContent = found.name;
	document.title = `${found.name} – ${t("page")}`;
	if (isNew && !found.error) for (const person of people) person.load();
}

function addPerson() {
	const person = new Person(NAMES[people.length] ?? t("person", { n: people.length + 1 }));
	people.push(person);
	person.held.push(...sent);
	person.deliver();
	return person;
}

function begin() {
	for (const person of people) person.box.remove();
	people = [];
	sent = [];
	forget();
	addPerson();
	addPerson();
}

addEventListener("message", ({ data, ports, source, origin }) => {
	const person = people.find((one) => one.frame.contentWindow === source && one.origin === origin);
	if (person && data === "causeway" && ports[0]) person.meet(ports[0]);
});
at("add").addEventListener("click", () => addPerson().load());
at("again").addEventListener("click", () => {
	begin();
	for (const person of people) person.load();
});
noRealtime.addEventListener("change", () => {
	for (const person of people) person.load();
});
translate(document);
begin();
await look();
setInterval(look, LOOK_MS);
