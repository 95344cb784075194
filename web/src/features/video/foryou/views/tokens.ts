// Takes the day's tokens. When that happens depends on the clock and on chance, never on what is watched: a person who
// watches nothing asks as one who watches all day does.
import { RequestError } from "@/matrix/http";
import { type Blinded, blind, finish, readKey } from "./blind";
import { base64, unbase64 } from "./bytes";
import type { TokenKey, ViewCalls, ViewRules } from "./calls";
import { type Asked, type Kept, type Plan, planKey } from "./kept";

const minute = 60_000;
const hour = 60 * minute;

/** What the desk needs of the world. */
export interface World {
	now(): number;
	/** From 0 to 1. */
	random(): number;
}

/** Before the server has said anything. */
const firstDelays: readonly [number, number] = [minute, 2 * hour];

/** The plan as it is kept; on a new device tokens are taken within minutes. */
export async function planOf(kept: Kept, world: World): Promise<Plan> {
	const plan = await kept.plan.get(planKey);
	if (plan) return plan;
	const fresh: Plan = {
		next_ms: world.now() + world.random() * 5 * minute,
		failures: 0,
		asked: null,
		spki: {},
		delay_ms: firstDelays,
	};
	await kept.plan.set(planKey, fresh);
	return fresh;
}

/** Asks for tokens if it is time; when to look again. */
export async function takeTokens(kept: Kept, calls: ViewCalls, world: World): Promise<number> {
	const plan = await planOf(kept, world);
	if (plan.next_ms > world.now()) return plan.next_ms;
	let next: Plan;
	try {
		next = await take(kept, calls, world, plan);
	} catch (error) {
		if (isRefused(error)) next = { ...plan, asked: null, next_ms: tomorrow(world), failures: 0 };
		else {
			// What was asked is kept by `take` before it is sent.
			const asked = (await kept.plan.get(planKey))?.asked ?? null;
			next = {
				...plan,
				asked,
				failures: plan.failures + 1,
				next_ms: world.now() + patience(plan.failures, world),
			};
		}
	}
	await kept.plan.set(planKey, next);
	return next.next_ms;
}

/** Others of this account's devices have taken today's, or the server wants nothing of this. */
const isRefused = (error: unknown): boolean =>
	error instanceof RequestError && [400, 403, 404, 429].includes(error.status);

/** Longer with each failure, and never twice the same. */
const patience = (failures: number, world: World): number =>
	Math.min(6 * hour, 5 * minute * 2 ** failures) * (0.5 + world.random());

/** A random time of the next day (UTC): all clients at midnight would be many. */
function tomorrow(world: World): number {
	const day = 24 * hour;
	return (Math.floor(world.now() / day) + 1) * day + world.random() * 6 * hour;
}

async function take(kept: Kept, calls: ViewCalls, world: World, plan: Plan): Promise<Plan> {
	const rules = await calls.rules();
	const key = newest(rules);
	if (!key) throw new RequestError(0, "", "The server has no key yet", {});
	const asked = plan.asked?.key === key.id ? plan.asked : await ask(key, rules.per_day);
	await kept.plan.set(planKey, { ...plan, asked, delay_ms: rules.delay_ms });
	const signatures = await calls.sign({
		key: asked.key,
		blinded: asked.waiting.map((one) => one.blinded),
	});
	await keep(kept, asked, signatures);
	await forgetOld(kept, world.now());
	const known = Object.entries(plan.spki).filter(([id]) => rules.keys.some((one) => String(one.id) === id));
	return {
		next_ms: tomorrow(world),
		failures: 0,
		asked: null,
		spki: { ...Object.fromEntries(known), [asked.key]: asked.spki },
		delay_ms: rules.delay_ms,
	};
}

const newest = (rules: ViewRules): TokenKey | undefined =>
	[...rules.keys].sort((one, other) => other.from_ms - one.from_ms)[0];

async function ask(key: TokenKey, count: number): Promise<Asked> {
	const public_ = await readKey(key.spki);
	const waiting = [];
	for (let made = 0; made < count; made++) waiting.push(written(await blind(public_)));
	return { key: key.id, spki: key.spki, until_ms: key.until_ms, waiting };
}

const written = ({ nonce, prefix, inverse, blinded }: Blinded): Asked["waiting"][number] => ({
	nonce: base64(nonce),
	prefix: base64(prefix),
	inverse: base64(inverse),
	blinded: base64(blinded),
});

/** Keeps what is signed well. A server that signs fewer than it was asked to has its reasons: the account is new. */
async function keep(kept: Kept, asked: Asked, signatures: readonly string[]): Promise<void> {
	const key = await readKey(asked.spki);
	for (const [at, signature] of signatures.entries()) {
		const one = asked.waiting[at];
		if (!one) break;
		const signed = await finish(
			key,
			{ nonce: unbase64(one.nonce), prefix: unbase64(one.prefix), inverse: unbase64(one.inverse) },
			unbase64(signature),
		);
		if (!signed) continue;
		// By its nonce: kept once, however often this is repeated after a crash.
		await kept.tokens.set(one.nonce, {
			key: asked.key,
			nonce: one.nonce,
			prefix: one.prefix,
			signature: base64(signed),
			until_ms: asked.until_ms,
		});
	}
}

async function forgetOld(kept: Kept, now: number): Promise<void> {
	for (const token of await kept.tokens.values()) {
		if (token.until_ms <= now) await kept.tokens.delete(token.nonce);
	}
}
