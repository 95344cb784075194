import { expect, test } from "vitest";
import { acceptOf, fits } from "./fileFilter";

test("files are offered by ending or by type, all of them where an app says neither", () => {
	const photo = { name: "Beach.JPG", type: "image/jpeg" };
	expect(fits(photo, {})).toBe(true);
	expect(fits(photo, { extensions: [".jpg"] })).toBe(true);
	expect(fits(photo, { mimeTypes: ["image/*"] })).toBe(true);
	expect(fits(photo, { mimeTypes: ["image/png"], extensions: [".txt"] })).toBe(false);
	expect(acceptOf({ extensions: [".ics"], mimeTypes: ["text/calendar"] })).toBe(".ics,text/calendar");
});
