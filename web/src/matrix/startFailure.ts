// Why the client could not start, told from the error and the stage it happened in.
import type { StartStage } from "./client";

/** "storage": the browser refuses or has no room; "damaged": what is kept here cannot be used; "keys": the server
 * knows other keys of this device; "unknown": anything else, mostly the network. */
export type StartFailure = "storage" | "damaged" | "keys" | "unknown";

/** An error while starting, with its stage. */
export class StartError extends Error {
	constructor(
		readonly failure: StartFailure,
		/** What the machine said. */
		readonly said: string,
	) {
		super(said);
	}
}

const refused = /quota|no space|disk|storage|denied|security/i;

/** Sorts an error. */
export function startError(stage: StartStage, error: unknown): StartError {
	const name = error instanceof Error || error instanceof DOMException ? error.name : "";
	const said = error instanceof Error || error instanceof DOMException ? error.message : String(error);
	if (name === "QuotaExceededError" || name === "SecurityError" || refused.test(`${name} ${said}`))
		return new StartError("storage", said || name);
	if (stage === "stores" || stage === "encryption") return new StartError("damaged", said || name);
	return new StartError("unknown", said || name);
}
