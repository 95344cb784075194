// Whether a name can be had, while it is typed.
import { useEffect, useState } from "react";
import { isFree } from "@/matrix/register";

/** "unknown": nothing typed, or the server cannot say just now. */
export type Availability = "unknown" | "invalid" | "free" | "taken";

/** What user ids are made of (spec: user identifiers). */
const allowed = /^[a-z0-9._=/-]+$/;
/** After the last letter. */
const pauseMs = 350;

/** Looks half a breath after the last letter. */
export function useAvailability(name: string): Availability {
	const [answer, setAnswer] = useState<{ name: string; free: boolean }>();
	const valid = allowed.test(name);
	useEffect(() => {
		if (!valid) return;
		const stop = new AbortController();
		const timer = setTimeout(() => {
			isFree(name, stop.signal).then(
				(free) => setAnswer({ name, free }),
				() => undefined,
			);
		}, pauseMs);
		return () => {
			clearTimeout(timer);
			stop.abort();
		};
	}, [name, valid]);
	if (name && !valid) return "invalid";
	if (answer?.name !== name || !name) return "unknown";
	return answer.free ? "free" : "taken";
}
