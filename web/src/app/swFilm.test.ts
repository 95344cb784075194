import { expect, test } from "vitest";
import { asksForFilm } from "./swFilm";

const path = "/_matrix/client/v1/media/download/h/a";

test("only a player is given films, and only films", () => {
	expect(asksForFilm({ destination: "video" }, path)).toBe(true);
	for (const destination of ["", "image", "document", "iframe", "script", "audio"] as const)
		expect(asksForFilm({ destination }, path)).toBe(false);
	expect(asksForFilm({ destination: "video" }, "/_matrix/client/v3/sync")).toBe(false);
});
