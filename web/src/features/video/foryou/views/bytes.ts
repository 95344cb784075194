// Bytes as base64 and as numbers (big-endian), as RFC 9474 has them.

export function base64(bytes: Uint8Array): string {
	return btoa(String.fromCharCode(...bytes));
}

export function unbase64(text: string): Uint8Array<ArrayBuffer> {
	return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
}

export function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
	const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
	let at = 0;
	for (const part of parts) {
		all.set(part, at);
		at += part.length;
	}
	return all;
}

/** OS2IP (RFC 8017, 4.2). */
export function numberOf(bytes: Uint8Array): bigint {
	let hex = "0x0";
	for (const byte of bytes) hex += byte.toString(16).padStart(2, "0");
	return BigInt(hex);
}

/** I2OSP (RFC 8017, 4.1). */
export function bytesOf(value: bigint, length: number): Uint8Array<ArrayBuffer> {
	const hex = value.toString(16).padStart(2 * length, "0");
	return Uint8Array.from({ length }, (_, at) => Number.parseInt(hex.slice(2 * at, 2 * at + 2), 16));
}
