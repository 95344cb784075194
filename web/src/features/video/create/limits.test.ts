import { expect, test } from "vitest";
import { tooMuch } from "./limits";

const limits = { bytes_max: 1000, seconds_max: 180, trim: false };
const film = (size: number, type = "video/mp4") => new Blob([new Uint8Array(size)], { type });

test("what is no film is refused at once", () => {
	expect(tooMuch(film(0), 1, limits)?.id).toBe("video.noFilm");
	expect(tooMuch(film(10, "image/png"), 0, undefined)?.id).toBe("video.noFilm");
	expect(tooMuch(film(10, ""), 0, undefined)).toBeNull();
});

test("the host's limits hold where they are told", () => {
	expect(tooMuch(film(1001), 1, limits)?.id).toBe("video.tooLarge");
	expect(tooMuch(film(10), 180.4, limits)).toBeNull();
	expect(tooMuch(film(10), 181, limits)).toEqual({ id: "video.tooLong", values: { minutes: 3 } });
	expect(tooMuch(film(10), 181, { ...limits, trim: true })).toBeNull();
	expect(tooMuch(film(5000), 5000, undefined)).toBeNull();
});
