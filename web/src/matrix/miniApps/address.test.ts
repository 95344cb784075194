import { expect, test } from "vitest";
import { addressOf, keyFrom, labelOf } from "./address";

test("an address is the same on every device of somebody, and another in each app and of each person", async () => {
	const [mine, again, other] = await Promise.all([keyFrom("seed"), keyFrom("seed"), keyFrom("other")]);
	const address = await addressOf(mine, "$app", "@me:h");
	expect(address).toMatch(/^[\w-]{22}$/);
	expect(await addressOf(again, "$app", "@me:h")).toBe(address);
	for (const another of [
		await addressOf(mine, "$app2", "@me:h"),
		await addressOf(mine, "$app", "@you:h"),
		await addressOf(other, "$app", "@me:h"),
	])
		expect(another).not.toBe(address);
});

test("a label is a host name that differs for each app and room", async () => {
	const key = await keyFrom("device");
	const label = await labelOf(key, "!room", "$app");
	expect(label).toMatch(/^[a-z2-7]{26}$/);
	expect(await labelOf(key, "!room", "$app")).toBe(label);
	expect(await labelOf(key, "!room2", "$app")).not.toBe(label);
	expect(await labelOf(key, "!room", "$app2")).not.toBe(label);
});
