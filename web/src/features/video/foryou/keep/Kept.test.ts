import fc from "fast-check";
import { expect, test } from "vitest";
import { DamagedError, memoryVault, type Vault } from "@/lib/vault";
import { toJson } from "./json";
import { Kept } from "./Kept";

const numbers = (value: unknown): number[] => (Array.isArray(value) ? [...value] : []);

/** A lock as among tabs: one after the other. */
function oneAtATime() {
	let last: Promise<unknown> = Promise.resolve();
	return <R>(_name: string, run: () => Promise<R>): Promise<R> => {
		const now = last.then(run, run);
		last = now;
		return now;
	};
}

test("two tabs that learn at once lose nothing", async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(fc.tuple(fc.nat(1), fc.boolean()), { maxLength: 30 }), async (acts) => {
			const vault = memoryVault(toJson);
			const locked = oneAtATime();
			const tabs = [
				await Kept.open("x", numbers, vault, locked),
				await Kept.open("x", numbers, vault, locked),
			];
			const flushes: Promise<unknown>[] = [];
			acts.forEach(([tab, flush], i) => {
				tabs[tab]?.change((value) => value.push(i));
				if (flush) flushes.push(tabs[tab]?.flush() ?? Promise.resolve());
			});
			await Promise.all(flushes);
			for (const tab of tabs) await tab.flush();
			const after = await Kept.open("x", numbers, vault, locked);
			expect([...after.value].sort((a, b) => a - b)).toEqual(acts.map((_, i) => i));
		}),
	);
});

test("what a newer app wrote stays as it is", async () => {
	const vault = memoryVault(toJson);
	await vault.write("x", { version: 2, revision: 7, value: { better: true } });
	const kept = await Kept.open("x", numbers, vault, oneAtATime());
	expect(kept.keeping).toBe("newer");
	kept.change((value) => value.push(1));
	expect(await kept.flush()).toBe(false);
	expect(kept.value).toEqual([1]);
	expect(await vault.read("x")).toMatchObject({ version: 2, value: { better: true } });
});

test("what cannot be opened begins anew; what has no room goes on in memory, and is written later", async () => {
	const plain = memoryVault(toJson);
	let broken = true;
	const damaged: Vault = {
		...plain,
		read: async (name) => {
			if (broken) throw new DamagedError(name);
			return plain.read(name);
		},
	};
	const kept = await Kept.open("x", numbers, damaged, oneAtATime());
	expect(kept.keeping).toBe("damaged");
	kept.change((value) => value.push(1));
	broken = false;
	expect(await kept.flush()).toBe(true);

	let room = false;
	const full: Vault = {
		...plain,
		write: async (name, value) => {
			if (!room) throw new DOMException("", "QuotaExceededError");
			await plain.write(name, value);
		},
	};
	const other = await Kept.open("x", numbers, full, oneAtATime());
	other.change((value) => value.push(2));
	expect(await other.flush()).toBe(false);
	expect(other).toMatchObject({ keeping: "full", value: [1, 2] });
	room = true;
	expect(await other.flush()).toBe(true);
	expect(other.keeping).toBe("yes");
	expect((await Kept.open("x", numbers, plain, oneAtATime())).value).toEqual([1, 2]);
});
