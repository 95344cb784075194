import { expect, test } from "vitest";
import { choicesOf } from "./choices";

test("what is not told is as for a new account", () => {
	expect(choicesOf({})).toEqual({
		private: false,
		allow_duet: "everyone",
		allow_stitch: "everyone",
		allow_comments: "everyone",
	});
	expect(choicesOf({ private: true, allow_duet: "nobody", allow_stitch: "the moon" })).toMatchObject({
		private: true,
		allow_duet: "nobody",
		allow_stitch: "everyone",
	});
});
