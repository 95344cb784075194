// JSON that can hold vectors and maps, for what is kept and for what is exported.

/** As text; vectors as base64, maps as their pairs. */
export const toJson = (value: unknown): string =>
	JSON.stringify(value, (_key, one: unknown) => {
		if (one instanceof Map) return [...one];
		return one instanceof Int8Array ? base64(one) : one;
	});

const base64 = (numbers: Int8Array): string =>
	btoa(String.fromCharCode(...new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.length)));

/** A vector that was kept: itself, or base64 of just so many bytes. */
export function int8Of(value: unknown, length: number): Int8Array | null {
	if (value instanceof Int8Array) return value.length === length ? value : null;
	if (typeof value !== "string" || value.length !== Math.ceil(length / 3) * 4) return null;
	try {
		const bytes = Int8Array.from(atob(value), (letter) => letter.charCodeAt(0));
		return bytes.length === length ? bytes : null;
	} catch {
		return null;
	}
}

/** Pairs of a name and something, that were kept; what `read` does not like is left out. */
export function mapOf<V>(value: unknown, most: number, read: (value: unknown) => V | null): Map<string, V> {
	const pairs = value instanceof Map ? [...value] : Array.isArray(value) ? value : [];
	const map = new Map<string, V>();
	for (const pair of pairs.slice(-most)) {
		const [name, inside] = Array.isArray(pair) ? pair : [];
		const found = typeof name === "string" && name.length <= 255 ? read(inside) : null;
		if (found !== null) map.set(name, found);
	}
	return map;
}
