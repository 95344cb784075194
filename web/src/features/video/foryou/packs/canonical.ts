// The bytes that are signed (Matrix specification, appendices: canonical JSON).
import { refuse } from "./PackError";

/** Nothing that is signed nests so deep. */
const deepest = 32;

/** Keys in the order of their code points, no spaces, integers only. */
export function canonical(value: unknown, depth = 0): string {
	if (depth > deepest) refuse("nests too deep");
	if (value === null || typeof value === "boolean" || typeof value === "string") return JSON.stringify(value);
	if (typeof value === "number")
		return Number.isSafeInteger(value) ? String(value) : refuse("not an integer");
	if (Array.isArray(value)) return `[${value.map((one) => canonical(one, depth + 1)).join(",")}]`;
	if (typeof value !== "object") return refuse("not JSON");
	const pairs = Object.entries(value)
		.sort(([one], [other]) => byCodePoint(one, other))
		.map(([key, inside]) => `${JSON.stringify(key)}:${canonical(inside, depth + 1)}`);
	return `{${pairs.join(",")}}`;
}

/** UTF-16 would put some letters beyond the basic plane before others. */
function byCodePoint(one: string, other: string): number {
	const [a, b] = [[...one], [...other]];
	for (let i = 0; i < Math.min(a.length, b.length); i++) {
		const difference = (a[i]?.codePointAt(0) ?? 0) - (b[i]?.codePointAt(0) ?? 0);
		if (difference !== 0) return difference;
	}
	return a.length - b.length;
}
