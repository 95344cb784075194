import { expect, test } from "vitest";
import { addressesIn } from "./warm";

test("a playlist names its parts, and only those of the same server are asked for", () => {
	const playlist = `#EXTM3U
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",URI="audio.m3u8"
#EXT-X-STREAM-INF:BANDWIDTH=1,AUDIO="a"
480.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=2,AUDIO="a"
https://elsewhere.org/720.m3u8
480.m3u8
`;
	expect(addressesIn(playlist, "https://x.org/v/3/master.m3u8")).toEqual([
		"https://x.org/v/3/audio.m3u8",
		"https://x.org/v/3/480.m3u8",
	]);
});
