// How fast this device's links were, so that the first video of a visit starts with a fitting quality. Kept on the device.
import { settings } from "@/lib/settings";

/** What was measured on one kind of link. */
export interface Measured {
	/** Bits a second. */
	rate: number;
	/** Unix milliseconds. */
	at: number;
}

const dayMs = 86_400_000;
/** From so old a measurement nothing is concluded. */
const oldestMs = 14 * dayMs;

/** A new sample, and what is remembered: the older, the less it counts (half as much after a day). */
export function blended(before: Measured | undefined, rate: number, now: number): Measured {
	if (!before) return { rate, at: now };
	const weight = 0.5 ** (Math.max(0, now - before.at) / dayMs);
	return { rate: (before.rate * weight + rate) / (weight + 1), at: now };
}

/** Bits a second to count on; `null`: nothing is known. */
export function remembered(before: Measured | undefined, now: number): number | null {
	return before && now - before.at < oldestMs ? before.rate : null;
}

/** What browsers tell about the link (Network Information API; not in Safari and Firefox). */
interface Link {
	type?: string;
	effectiveType?: string;
	saveData?: boolean;
}

const link = (): Link => (navigator as { connection?: Link }).connection ?? {};

const key = "causeway.throughput";

function all(): Record<string, Measured> {
	try {
		return JSON.parse(localStorage.getItem(key) ?? "{}");
	} catch {
		// Storage denied or damaged: nothing is known.
		return {};
	}
}

const kind = (): string => link().type ?? link().effectiveType ?? "any";

/** Remembers what a player measured. */
export function noteThroughput(rate: number): void {
	if (!Number.isFinite(rate) || rate <= 0) return;
	const known = all();
	known[kind()] = blended(known[kind()], rate, Date.now());
	try {
		localStorage.setItem(key, JSON.stringify(known));
	} catch {
		// Storage denied: the next visit measures anew.
	}
}

/** What this kind of link carried lately, in bits a second. */
export const knownThroughput = (): number | null => remembered(all()[kind()], Date.now());

/** Whether little is to be fetched: the person, the browser or the link asks for it. */
export const savesData = (): boolean =>
	settings().saveVideoData ||
	link().saveData === true ||
	/^(slow-)?2g$|^3g$/.test(link().effectiveType ?? "");
