import { expect, test } from "vitest";
import {
	afterEvent,
	beginUpload,
	nextStep,
	timeLeft,
	type UploadEvent,
	type UploadState,
	withMoment,
} from "./uploadState";

const MiB = 1024 * 1024;

/** Plays events from a state; the state after them. */
const play = (state: UploadState, ...events: UploadEvent[]): UploadState => events.reduce(afterEvent, state);

test("it is created, sent in pieces, and done when all is on the server's disk", () => {
	let state = beginUpload(13 * MiB, null);
	expect(nextStep(state)).toEqual({ do: "create" });
	state = play(state, { got: "created", url: "/u/1" });
	expect(nextStep(state)).toEqual({ do: "send", url: "/u/1", offset: 0, length: 6 * MiB });
	state = play(state, { got: "offset", offset: 6 * MiB }, { got: "offset", offset: 12 * MiB });
	expect(nextStep(state)).toEqual({ do: "send", url: "/u/1", offset: 12 * MiB, length: MiB });
	state = play(state, { got: "offset", offset: 13 * MiB });
	expect(nextStep(state)).toEqual({ do: "done", url: "/u/1" });
});

test("what another page began is asked for before anything is sent", () => {
	expect(nextStep(beginUpload(10, "/u/1"))).toEqual({ do: "ask", url: "/u/1" });
});

test("after a lost link it waits ever longer, asks, and goes on from what the server has", () => {
	let state = play(beginUpload(10 * MiB, null), { got: "created", url: "/u/1" });
	const waits: number[] = [];
	for (let i = 0; i < 9; i += 1) {
		state = play(state, { got: "broke", status: 0 });
		waits.push(state.waitMs);
		expect(nextStep(state).do).toBe("ask");
	}
	expect(waits.slice(0, 4)).toEqual([1000, 2000, 4000, 8000]);
	expect(waits.at(-1)).toBe(60_000);
	state = play(state, { got: "offset", offset: 3 });
	expect(state).toMatchObject({ offset: 3, breaks: 0, waitMs: 0 });
});

test("another offset than thought is asked at once, but not for ever", () => {
	let state = play(beginUpload(10, null), { got: "created", url: "/u/1" }, { got: "broke", status: 409 });
	expect(state.waitMs).toBe(0);
	expect(nextStep(state).do).toBe("ask");
	state = play(state, { got: "broke", status: 409 });
	expect(state.waitMs).toBeGreaterThan(0);
});

test("an upload that the server has forgotten begins anew", () => {
	const state = play(beginUpload(10, "/u/1"), { got: "broke", status: 404 });
	expect(nextStep(state)).toEqual({ do: "create" });
});

test("what the server asks to wait is waited", () => {
	const state = play(beginUpload(10, "/u/1"), { got: "broke", status: 429, retryAfterMs: 30_000 });
	expect(state.waitMs).toBe(30_000);
});

test("what does not pass by itself is a failure with its reason", () => {
	const failed = (status: number, errcode?: string) =>
		nextStep(play(beginUpload(10, "/u/1"), { got: "broke", status, errcode }));
	expect(failed(413)).toEqual({ do: "fail", reason: "tooLarge" });
	expect(failed(403, "M_USER_LIMIT_EXCEEDED")).toEqual({ do: "fail", reason: "noRoom" });
	expect(failed(507)).toEqual({ do: "fail", reason: "noRoom" });
	expect(failed(401)).toEqual({ do: "fail", reason: "signedOut" });
	expect(failed(403)).toEqual({ do: "fail", reason: "forbidden" });
	expect(failed(400)).toEqual({ do: "fail", reason: "refused" });
	expect(failed(503).do).toBe("ask");
	expect(nextStep(play(beginUpload(10, null), { got: "unreadable" }))).toEqual({
		do: "fail",
		reason: "unreadable",
	});
});

test("time left goes by the last seconds, and is not told too early", () => {
	let moments = withMoment([], { at: 0, bytes: 0 });
	expect(timeLeft(moments, 100)).toBeNull();
	moments = withMoment(moments, { at: 1000, bytes: 5 });
	expect(timeLeft(moments, 100)).toBeNull();
	moments = withMoment(moments, { at: 5000, bytes: 50 });
	expect(timeLeft(moments, 100)).toBe(5);
	// It slows down: the fast beginning is forgotten.
	moments = withMoment(moments, { at: 17_000, bytes: 60 });
	expect(timeLeft(moments, 100)).toBe(48);
	// The server had less than was thought.
	expect(timeLeft(withMoment(moments, { at: 18_000, bytes: 10 }), 100)).toBeNull();
});
