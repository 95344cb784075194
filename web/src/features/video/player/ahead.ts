// How many seconds are fetched ahead: what is skipped was fetched for nothing, what is missing is waited for; pure.
import type { Role } from "./ring";

/** A link of so many bits a second brings the next two seconds in a fraction of them. */
const quick = 4_000_000;

/** `rate`: bits a second; `null`: nobody has measured. */
export function secondsAhead(role: Role, rate: number | null): number {
	const isQuick = rate !== null && rate >= quick;
	if (role === "current") return isQuick ? 4 : 8;
	// A piece is two seconds: of what is not watched yet one is enough where the next one comes at once.
	return isQuick ? 1.5 : 3;
}
