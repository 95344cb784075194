import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { chosen } from "./manifest";

beforeEach(() =>
	vi.stubGlobal("window", { MediaSource: { isTypeSupported: (type: string) => !type.includes("hvc1") } }),
);
afterEach(() => vi.unstubAllGlobals());

class SourceBufferOfToday {
	changeType() {}
}

const variant = (codec: string, edge: number, bitrate: number) => ({
	url: `/${codec}${edge}.m3u8`,
	codecs: [`${codec}.1`, "mp4a.40.2"],
	edge,
	bitrate,
	sound: "/audio.m3u8",
});
const usual = [variant("avc1", 480, 1_000_000), variant("avc1", 360, 600_000)];
const conditions = { estimate: 900_000, edge: 480, saving: false };

test("of what the browser plays, the quality that the link carries", () => {
	expect(chosen(usual, conditions)?.edge).toBe(360);
	expect(chosen(usual, { ...conditions, estimate: 5_000_000 })?.edge).toBe(480);
	expect(chosen([variant("hvc1", 480, 1)], conditions)).toBeNull();
	expect(chosen([], conditions)).toBeNull();
});

test("the lighter of two codecs, also where it has but one quality, if a store can change its kind", () => {
	vi.stubGlobal("SourceBuffer", SourceBufferOfToday);
	const light = variant("av01", 480, 500_000);
	expect(chosen([...usual, light], conditions)).toBe(light);
	expect(chosen([...usual, light], { ...conditions, estimate: 600_000 })).toBe(usual[1]);
});

test("where it cannot, one codec for all of a video: the lighter one, where it has all qualities", () => {
	const light = [variant("av01", 480, 500_000), variant("av01", 360, 300_000)];
	expect(chosen([...usual, ...light], conditions)).toBe(light[0]);
	expect(chosen([...usual, ...light.slice(0, 1)], conditions)).toBe(usual[1]);
});
