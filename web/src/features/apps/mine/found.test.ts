import { expect, test } from "vitest";
import type { OpenedApp } from "@/matrix/miniApps/kept";
import { found, kinds } from "./found";

const app = (id: string, name: string, sha256?: string): OpenedApp => ({
	id,
	name,
	roomId: "!r",
	opened: 1,
	content: sha256 ? { "io.causeway.xdc": { name, sha256 } } : {},
});
const apps = [app("$1", "Shared list", "aa"), app("$2", "Chess"), app("$3", "Shared list", "aa")];
const ids = (list: readonly OpenedApp[]) => list.map(({ id }) => id);

test("all words that were typed, whatever their order", () => {
	expect(ids(found(apps, ""))).toEqual(["$1", "$2", "$3"]);
	expect(ids(found(apps, " LIST sha "))).toEqual(["$1", "$3"]);
	expect(found(apps, "poll")).toEqual([]);
});

test("the same file in two chats is one app to send", () => {
	expect(ids(kinds(apps))).toEqual(["$1", "$2"]);
});
