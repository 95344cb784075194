import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Shadow } from "./Shadow";

const master = `#EXTM3U
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="a",URI="audio.m3u8"
#EXT-X-STREAM-INF:BANDWIDTH=800000,RESOLUTION=360x640,CODECS="avc1.64001e,mp4a.40.2",AUDIO="a"
360.m3u8
`;
/** Five pieces of two seconds and 1,000 bytes behind a description of 100. */
const list = (file: string) =>
	[
		`#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-MAP:URI="${file}",BYTERANGE="100@0"`,
		...[0, 1, 2, 3, 4].map((i) => `#EXTINF:2.0,\n#EXT-X-BYTERANGE:1000@${100 + 1000 * i}\n${file}`),
		"#EXT-X-ENDLIST\n",
	].join("\n");

let asked: string[] = [];

beforeEach(() => {
	asked = [];
	vi.stubGlobal("window", { MediaSource: { isTypeSupported: () => true } });
	vi.stubGlobal("location", { href: "https://example.org/video", origin: "https://example.org" });
	vi.stubGlobal("document", {
		visibilityState: "visible",
		documentElement: { clientWidth: 390, clientHeight: 800 },
	});
	vi.stubGlobal("devicePixelRatio", 1);
	vi.stubGlobal("navigator", {});
	vi.stubGlobal("fetch", async (url: string, how?: RequestInit) => {
		const name = url.split("/").at(-1) ?? "";
		const range = new Headers(how?.headers).get("range");
		if (range) asked.push(`${name} ${range}`);
		const text = name === "master.m3u8" ? master : list(name.replace("m3u8", "m4s"));
		return new Response(text);
	});
});
afterEach(() => vi.unstubAllGlobals());

test("of a decoy just so much is fetched as somebody would watch, piece by piece", async () => {
	const done = Promise.withResolvers<void>();
	let steps = 0;
	const shadow = new Shadow(async () => {
		steps += 1;
		if (steps === 4) done.resolve();
	});
	shadow.add([{ address: "https://example.org/d/master.m3u8", part: 0.4, seconds: 10 }]);
	await done.promise;
	expect(steps).toBe(4);
	const picture = asked.filter((one) => one.startsWith("360"));
	expect(picture).toEqual(["360.m4s bytes=0-1099", "360.m4s bytes=1100-2099", "360.m4s bytes=2100-3099"]);
	expect(asked.filter((one) => one.startsWith("audio"))).toHaveLength(picture.length);
});
