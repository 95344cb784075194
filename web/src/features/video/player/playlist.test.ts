import { expect, test } from "vitest";
import { trackOf, variantsOf } from "./playlist";

const at = "https://causeway.example/_causeway/v1/videos/v/media/2/master.m3u8";
const near = (name: string) => at.replace("master.m3u8", name);

const master = `#EXTM3U
#EXT-X-VERSION:7
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="sound",NAME="sound",DEFAULT=YES,URI="audio.m3u8"
#EXT-X-STREAM-INF:BANDWIDTH=884321,AVERAGE-BANDWIDTH=858704,CODECS="avc1.64001e,mp4a.40.2",RESOLUTION=480x854,FRAME-RATE=25.000,AUDIO="sound"
480.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=300000,CODECS="avc1.64001e",RESOLUTION=640x360
360.m3u8
`;

const file = `#EXTM3U
#EXT-X-MAP:URI="480.m4s",BYTERANGE="826@0"
#EXTINF:2.000000,
#EXT-X-BYTERANGE:1000@826
480.m4s
#EXTINF:1.500000,
#EXT-X-BYTERANGE:500@1826
480.m4s
#EXT-X-ENDLIST
`;

test("a master playlist tells the qualities and their sound", () => {
	expect(variantsOf(master, at)).toEqual([
		{
			url: near("480.m3u8"),
			codecs: ["avc1.64001e", "mp4a.40.2"],
			edge: 480,
			bitrate: 884_321,
			sound: near("audio.m3u8"),
		},
		{ url: near("360.m3u8"), codecs: ["avc1.64001e"], edge: 360, bitrate: 300_000, sound: null },
	]);
	expect(variantsOf("Not found", at)).toEqual([]);
	expect(variantsOf(master.replaceAll("480.m3u8", "https://elsewhere.example/480.m3u8"), at)).toHaveLength(1);
});

test("the playlist of a file tells its pieces", () => {
	expect(trackOf(file, near("480.m3u8"))).toEqual({
		url: near("480.m4s"),
		head: 826,
		pieces: [
			{ start: 0, end: 2, from: 826, to: 1826 },
			{ start: 2, end: 3.5, from: 1826, to: 2326 },
		],
	});
});

test("several files, other servers' and damaged lists are not read", () => {
	const refused = [
		"",
		file.replace("#EXT-X-BYTERANGE:500@1826\n480.m4s", "#EXT-X-BYTERANGE:500@1826\nother.m4s"),
		file.replaceAll("480.m4s", "https://elsewhere.example/480.m4s"),
		file.replace("826@0", "0@0"),
		file.replace("500@1826", "-5@1826"),
		file.replace("1.500000", "soon"),
		file.replace(/#EXT-X-BYTERANGE.*\n/g, ""),
	];
	for (const one of refused) expect(trackOf(one, near("480.m3u8"))).toBeNull();
});
