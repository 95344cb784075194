// The feed thinks here, so that no swipe waits for it.
import { keyValue } from "@/lib/store";
import { locked, memoryVault, openVault } from "@/lib/vault";
import { Core } from "./Core";
import { type Answer, askable, type Question } from "./calls";
import { toJson } from "./keep/json";
import { UnfitError } from "./keep/moving";
import { PackKeeper } from "./packs/keeper";
import { pause } from "./packs/schedule";

const tell = (answer: Answer) => self.postMessage(answer);
const others = new BroadcastChannel("causeway-foryou");
let core: Promise<Core> | undefined;
let visible = true;
let keepsUp = false;

const keeper = new PackKeeper({
	origin: self.location.origin,
	fetch: (...asked) => fetch(...asked),
	packs: keyValue("foryou-packs"),
	notes: keyValue("foryou-notes"),
	now: Date.now,
});

async function open(me: string, languages: readonly string[]): Promise<Core> {
	// Storage denied, as in some private windows: it learns until the page is closed.
	const vault = await openVault("foryou", me, toJson).catch(() => memoryVault(toJson));
	const made = new Core({
		me,
		languages,
		vault,
		locked,
		keeper,
		now: Date.now,
		random: Math.random,
		changed: (written) => {
			tell({ state: made.state() });
			if (written) others.postMessage(me);
		},
	});
	await made.open();
	tell({ state: made.state() });
	others.onmessage = ({ data }: MessageEvent<string>) => {
		if (data === me) void made.reread();
	};
	return made;
}

/** Asks for what is old, and goes on by the clock. */
function keepUp(made: Core): void {
	if (keepsUp) return;
	keepsUp = true;
	const first = keeper.old ? made.ask() : Promise.resolve();
	void first.then(() => again(made));
}

/** By the clock, and only while somebody may look; never because of what was watched. */
function again(made: Core): void {
	setTimeout(
		() => void (visible ? made.ask() : Promise.resolve()).then(() => again(made)),
		pause(keeper.every, Math.random()),
	);
}

self.onmessage = async ({ data }: MessageEvent<Question>) => {
	const { id } = data;
	try {
		tell({ id, value: await answer(data) });
	} catch (error) {
		const why = error instanceof UnfitError ? { why: error.why } : {};
		tell({ id, error: String(error), ...why });
	}
};

async function answer(question: Question): Promise<unknown> {
	if (question.do === "visible") {
		visible = question.visible;
		return undefined;
	}
	if (question.do === "open") {
		core ??= open(question.me, question.languages);
		await core;
		return undefined;
	}
	const made = await core;
	if (!made) throw new Error("The feed is not open");
	if (question.do === "keepUp") return keepUp(made);
	if (!askable.includes(question.do)) throw new Error("Nobody may ask for that");
	// The types of a call and its arguments are tied together by `Question`.
	return (made[question.do] as (...args: unknown[]) => unknown).apply(made, [...question.with]);
}
