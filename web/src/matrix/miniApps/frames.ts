// What apps say in real time, cut to what a message to a device can hold (spec: 65,536 bytes an event), and put
// together again; pure.

/** The longest that an app may say at once (webxdc: joinRealtimeChannel). */
export const frameMax = 128_000;
/** Bytes of all parts in one message: base64 makes four of three, encryption once more. */
const messageMax = 27_000;
/** So many parts at most: small ones take room, too. */
const partsMost = 100;

/** A part of what was said: the frame's number, the part's place, how many there are, and its bytes in base64. */
export type Part = readonly [frame: number, at: number, of: number, data: string];

/** A frame in parts. */
export function partsOf(frame: number, bytes: Uint8Array): Part[] {
	const of = Math.max(1, Math.ceil(bytes.length / messageMax));
	return Array.from({ length: of }, (_, at) => [
		frame,
		at,
		of,
		toBase64(bytes.subarray(at * messageMax, (at + 1) * messageMax)),
	]);
}

/** The first parts that fit together into one message. */
export function nextMessage(parts: readonly Part[]): readonly Part[] {
	let size = 0;
	const count = parts.findIndex(([, , , data], at) => {
		size += data.length;
		return at > 0 && (size > (messageMax / 3) * 4 || at >= partsMost);
	});
	return count < 0 ? parts : parts.slice(0, count);
}

/** Puts together what one sender says; a frame of which a part is missing is lost, as is one that comes twice. */
export class Assembler {
	private frame = -1;
	private parts: Uint8Array[] = [];
	private done = -1;

	/** The frames that are whole now. What is no part is left out: it comes from a stranger. */
	take(given: unknown): Uint8Array[] {
		const whole: Uint8Array[] = [];
		for (const one of Array.isArray(given) ? given.slice(0, partsMost + 1) : []) {
			const bytes = isPart(one) ? this.takePart(one) : null;
			if (bytes) whole.push(bytes);
		}
		return whole;
	}

	private takePart([frame, at, of, data]: Part): Uint8Array | null {
		if (frame <= this.done || frame < this.frame) return null;
		if (frame !== this.frame) [this.frame, this.parts] = [frame, []];
		const bytes = fromBase64(data);
		if (!bytes || at !== this.parts.length) return null;
		this.parts.push(bytes);
		if (this.parts.length < of) return null;
		this.done = frame;
		const length = this.parts.reduce((sum, part) => sum + part.length, 0);
		if (length > frameMax) return null;
		const joined = new Uint8Array(length);
		let place = 0;
		for (const part of this.parts) {
			joined.set(part, place);
			place += part.length;
		}
		this.parts = [];
		return joined;
	}
}

function isPart(value: unknown): value is Part {
	if (!Array.isArray(value) || value.length !== 4) return false;
	const [frame, at, of, data] = value as unknown[];
	const numbers = [frame, at, of].every((one) => Number.isSafeInteger(one) && (one as number) >= 0);
	return (
		numbers &&
		(at as number) < (of as number) &&
		(of as number) <= Math.ceil(frameMax / messageMax) &&
		typeof data === "string" &&
		data.length <= messageMax * 1.4
	);
}

function toBase64(bytes: Uint8Array): string {
	let units = "";
	for (let at = 0; at < bytes.length; at += 8192)
		units += String.fromCharCode(...bytes.subarray(at, at + 8192));
	return btoa(units);
}

function fromBase64(text: string): Uint8Array | null {
	try {
		return Uint8Array.from(atob(text), (unit) => unit.charCodeAt(0));
	} catch {
		return null;
	}
}
