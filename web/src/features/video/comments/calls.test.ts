import { expect, test } from "vitest";
import type { Told } from "@/matrix/causeway";
import { commentOf, type VideoComment } from "../shapes";
import { toldComment } from "../told.fixture";
import { withLike, withPin } from "./calls";
import { withNew } from "./useComments";

const comment = (id: string, created: number, more: Partial<Told<"VideoComment">> = {}): VideoComment =>
	commentOf(toldComment({ id, created_ts: created, likes: 1, ...more })) as VideoComment;
const ids = (list: readonly VideoComment[]) => list.map((one) => one.id);

test("a like is counted once, and taken back", () => {
	const liked = withLike(comment("a", 1), true);
	expect(liked).toMatchObject({ liked: true, likes: 2 });
	expect(withLike(liked, true)).toBe(liked);
	expect(withLike(liked, false)).toMatchObject({ liked: false, likes: 1 });
});

test("one comment stands first, and goes back to its place", () => {
	const list = [comment("c", 3), comment("b", 2), comment("a", 1)];
	const first = withPin(list, "a", true);
	expect(ids(first)).toEqual(["a", "c", "b"]);
	const other = withPin(first, "b", true);
	expect(ids(other)).toEqual(["b", "c", "a"]);
	expect(other.filter((one) => one.pinned)).toHaveLength(1);
	expect(ids(withPin(other, "b", false))).toEqual(["c", "b", "a"]);
});

test("what I say stands below what is pinned", () => {
	const list = [comment("p", 1, { pinned: true }), comment("b", 2)];
	expect(ids(withNew(list, comment("new", 3)))).toEqual(["p", "new", "b"]);
});
