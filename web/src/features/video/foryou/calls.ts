// How page and worker of the feed speak: a call by name, its answer by number, and the state whenever it changed.
import type { Core, FeedState } from "./Core";

/** What the page may ask for. */
export const askable = [
	"next",
	"event",
	"choose",
	"say",
	"begin",
	"forget",
	"reset",
	"enter",
	"dropMood",
	"export",
	"import",
	"spent",
	"mine",
	"keepMine",
	"knows",
	"freshen",
	"decoys",
	"letter",
	"takeLetter",
] as const;

/** One of them. */
export type Askable = (typeof askable)[number];

/** A question to the worker. */
export type Question =
	| { do: "open"; id: number; me: string; languages: readonly string[] }
	/** From now on packs are asked for, by the clock. */
	| { do: "keepUp"; id: number }
	| { do: "visible"; id: number; visible: boolean }
	| { [Name in Askable]: { do: Name; id: number; with: Parameters<Core[Name]> } }[Askable];

/** What it says. */
export type Answer =
	| { id: number; value: unknown }
	/** `why`: of a file that is not taken. */
	| { id: number; error: string; why?: string }
	| { state: FeedState };
