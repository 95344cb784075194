// What is asked of the server about views. Only the signing says who asks; all else carries no name.
import { RequestError, request } from "@/matrix/http";

/** A key of the server, for the tokens of a day. */
export interface TokenKey {
	id: number;
	spki: string;
	/** It signs from here on. */
	from_ms: number;
	/** Its tokens count until here. */
	until_ms: number;
}

/** What the server says about view tokens. */
export interface ViewRules {
	/** Oldest first. */
	keys: readonly TokenKey[];
	per_day: number;
	/** A view is sent after a random time between these two. */
	delay_ms: readonly [number, number];
}

/** How the server is reached; tests put theirs in. */
export interface ViewCalls {
	/** The rules, asked for without a name, so that everybody gets the same. */
	rules(): Promise<ViewRules>;
	/** Has tokens signed, in one's own name. */
	sign(body: { key: number; blinded: readonly string[] }): Promise<readonly string[]>;
	/** Sends a view without a name; the HTTP status and Matrix error code of the answer, 0: there was none. */
	send(body: Record<string, unknown>): Promise<{ status: number; errcode: string }>;
}

const path = "/_causeway/v1/views";

/** The longest allotment that a server may ask for, and the longest delay. */
const perDayMax = 1000;
const delayMaxMs = 24 * 60 * 60 * 1000;

/** No cookie, no token, no referrer: nothing that could be known again. */
const nameless: RequestInit = { credentials: "omit", referrerPolicy: "no-referrer", redirect: "error" };

/** The calls of a person with this token. */
export function viewCalls(accessToken: () => string): ViewCalls {
	return {
		rules: async () => {
			const answer = await fetch(`${path}/key`, { ...nameless, signal: AbortSignal.timeout(30_000) });
			const rules = answer.ok ? rulesOf(await answer.json()) : null;
			if (!rules) throw new RequestError(answer.status, "", "The server has no view tokens", {});
			return rules;
		},
		sign: async (body) => {
			const { signatures } = await request("POST", `${path}/tokens`, { accessToken: accessToken(), body });
			return Array.isArray(signatures) ? signatures.filter((one) => typeof one === "string") : [];
		},
		send: async (body) => {
			try {
				const answer = await fetch(path, {
					...nameless,
					method: "POST",
					cache: "no-store",
					headers: { "Content-Type": "application/json" },
					body: JSON.stringify(body),
					signal: AbortSignal.timeout(30_000),
				});
				const told = answer.ok ? null : recordOf(await answer.json().catch(() => null));
				return { status: answer.status, errcode: String(told?.errcode ?? "") };
			} catch {
				return { status: 0, errcode: "" };
			}
		},
	};
}

/** Reads `GET views/key`; `null`: it is of another form. */
export function rulesOf(answer: unknown): ViewRules | null {
	const told = recordOf(answer);
	const delays = told?.delay_ms;
	if (told?.suite !== "RSABSSA-SHA384-PSS-Randomized" || !Array.isArray(delays)) return null;
	const [shortest, longest] = [numberIn(delays[0], delayMaxMs), numberIn(delays[1], delayMaxMs)];
	const perDay = numberIn(told.per_day, perDayMax);
	if (shortest === null || longest === null || !perDay || !Array.isArray(told.keys)) return null;
	return {
		keys: told.keys.flatMap((one: unknown) => keyOf(recordOf(one)) ?? []),
		per_day: perDay,
		delay_ms: [Math.min(shortest, longest), longest],
	};
}

function keyOf(told: Record<string, unknown> | null): TokenKey | null {
	const id = numberIn(told?.id, Number.MAX_SAFE_INTEGER);
	const from = numberIn(told?.from_ms, Number.MAX_SAFE_INTEGER);
	const until = numberIn(told?.until_ms, Number.MAX_SAFE_INTEGER);
	const spki = told?.spki;
	if (id === null || from === null || until === null) return null;
	if (typeof spki !== "string" || spki.length > 2000) return null;
	return { id, spki, from_ms: from, until_ms: until };
}

const numberIn = (value: unknown, most: number): number | null =>
	typeof value === "number" && Number.isSafeInteger(value) && value >= 0 && value <= most ? value : null;

const recordOf = (value: unknown): Record<string, unknown> | null =>
	typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null;
