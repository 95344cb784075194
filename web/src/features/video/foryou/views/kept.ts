// What is kept on the device so that views count: tokens, and views that were not sent yet. Gone at sign-out.
import type { KeyValue } from "@/lib/store";

/** Where a video was found. */
export type ViewSource = "feed" | "following" | "profile" | "tag" | "sound" | "search" | "share";

/** A token that was not spent. */
export interface Token {
	key: number;
	nonce: string;
	prefix: string;
	signature: string;
	/** It counts until here. */
	until_ms: number;
}

/** What was sent to be signed, and not answered yet: the same is sent again. */
export interface Asked {
	key: number;
	spki: string;
	until_ms: number;
	waiting: readonly { nonce: string; prefix: string; inverse: string; blinded: string }[];
}

/** When tokens are taken, and by which keys those were made that are here. */
export interface Plan {
	/** When the next allotment is asked for. */
	next_ms: number;
	/** How often that has failed in a row. */
	failures: number;
	asked: Asked | null;
	spki: Readonly<Record<number, string>>;
	delay_ms: readonly [number, number];
}

/** A view that was not sent yet. */
export interface WaitingView {
	id: string;
	video: string;
	/** How many quarters were watched to their end. */
	watched: number;
	source: ViewSource;
	/** When it may be sent. */
	at_ms: number;
	/** Without a token by then, it is forgotten. */
	until_ms: number;
	/** What was sent, if it was: a retry is the same request. */
	body: Record<string, unknown> | null;
}

/** The tables. */
export interface Kept {
	plan: KeyValue<Plan>;
	tokens: KeyValue<Token>;
	views: KeyValue<WaitingView>;
}

/** The one plan of this device. */
export const planKey = "plan";
