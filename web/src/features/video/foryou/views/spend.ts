// Sends views: each alone, without a name, after a random time and in no order. A view that was sent once is sent
// again as it was, with its token, until the server has answered.
import type { ViewCalls, ViewRules } from "./calls";
import type { Kept, Token, ViewSource, WaitingView } from "./kept";
import { planOf, type World } from "./tokens";

/** Views that may wait: what is more is not counted. */
const waitingMax = 1000;
/** How long a view waits for a token. */
const keptMs = 3 * 24 * 60 * 60 * 1000;
const minute = 60_000;

/** A view that ended. */
export interface Viewed {
	video: string;
	/** How many quarters were watched to their end: 0 to 4. */
	watched: number;
	source: ViewSource;
}

/** Puts a view into the queue. Any tab may; one of them sends. */
export async function queueView(kept: Kept, world: World, view: Viewed): Promise<void> {
	const plan = await planOf(kept, world);
	if ((await kept.views.keys()).length >= waitingMax) return;
	const [shortest, longest] = plan.delay_ms;
	const id = crypto.randomUUID();
	await kept.views.set(id, {
		id,
		...view,
		at_ms: world.now() + shortest + world.random() * (longest - shortest),
		until_ms: world.now() + keptMs,
		body: null,
	});
}

/** Sends one of the views that are due, any of them; when to look again, `null`: nothing waits. */
export async function sendOne(kept: Kept, calls: ViewCalls, world: World): Promise<number | null> {
	const waiting = await kept.views.values();
	const due = waiting.filter((view) => view.at_ms <= world.now());
	const one = due[Math.floor(world.random() * due.length)];
	if (one) {
		await send(kept, calls, world, one);
		// The next one not at once: what comes together belongs together.
		return world.now() + pause(await planOf(kept, world).then((plan) => plan.delay_ms), world);
	}
	const times = waiting.map((view) => view.at_ms);
	return times.length > 0 ? Math.min(...times) : null;
}

/** Some seconds; less where the host wants views soon. */
const pause = ([, longest]: readonly [number, number], world: World): number =>
	world.random() * Math.min(20_000, longest / 10);

async function send(kept: Kept, calls: ViewCalls, world: World, view: WaitingView): Promise<void> {
	const now = world.now();
	const body = view.body ?? (await withToken(kept, calls, world, view));
	if (!body) {
		if (view.until_ms <= now) await kept.views.delete(view.id);
		else await kept.views.set(view.id, { ...view, at_ms: now + (5 + 25 * world.random()) * minute });
		return;
	}
	const { status, errcode } = await calls.send(body);
	if (errcode === "CW_TOKEN_SPENT") {
		// Another view had this token before a crash: this one gets another.
		await kept.views.set(view.id, { ...view, body: null });
	} else if (status === 0 || status === 429 || status >= 500) {
		await kept.views.set(view.id, { ...view, body, at_ms: now + (1 + 9 * world.random()) * minute });
	} else {
		// Counted; or refused for good, and the token was shown: it must not come with another view.
		await kept.views.delete(view.id);
	}
}

/** Gives the view a token, for good, before anything is sent; `null`: there is none that may be shown. */
async function withToken(
	kept: Kept,
	calls: ViewCalls,
	world: World,
	view: WaitingView,
): Promise<Record<string, unknown> | null> {
	const tokens = await usable(kept, calls, world);
	const token = tokens[Math.floor(world.random() * tokens.length)];
	if (!token) return null;
	const { key, nonce, prefix, signature } = token;
	const { video, watched, source } = view;
	const body = { key, nonce, prefix, signature, video, watched, source };
	await kept.views.set(view.id, { ...view, body });
	await kept.tokens.delete(nonce);
	return body;
}

/** Tokens by keys that are still what everybody is told: a key that only I was given would make me known. */
async function usable(kept: Kept, calls: ViewCalls, world: World): Promise<readonly Token[]> {
	const tokens = await kept.tokens.values();
	if (tokens.length === 0) return [];
	const [plan, rules] = await Promise.all([planOf(kept, world), calls.rules().catch(() => null)]);
	if (!rules) return [];
	const good: Token[] = [];
	for (const token of tokens) {
		if (token.until_ms <= world.now() || isChanged(rules, token.key, plan.spki[token.key])) {
			await kept.tokens.delete(token.nonce);
		} else good.push(token);
	}
	return good;
}

const isChanged = (rules: ViewRules, id: number, spki: string | undefined): boolean =>
	!rules.keys.some((key) => key.id === id && key.spki === spki);
