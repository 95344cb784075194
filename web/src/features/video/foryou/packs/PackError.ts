// Why a list of packs or a pack was refused.

/** What is wrong; the words are for developers, nobody else sees them. */
export class PackError extends Error {
	override readonly name = "PackError";
}

/** Refuses. */
export function refuse(what: string): never {
	throw new PackError(what);
}
