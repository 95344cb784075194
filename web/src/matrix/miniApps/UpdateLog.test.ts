import fc from "fast-check";
import { expect, test } from "vitest";
import { type Arrived, UpdateLog, uidOf } from "./UpdateLog";

const arrived = (id: number, eventId: string | null = `$${id}`, more: Partial<Arrived> = {}): Arrived => ({
	uid: uidOf("@a:h", String(id), eventId ?? "", 0),
	eventId,
	sender: "@a:h",
	ts: id,
	addr: "addr",
	update: { payload: id },
	...more,
});
const payloads = (log: UpdateLog) => log.after(0).map((one) => one.update.payload);

test("whatever comes twice, in whatever pieces: each once, serials rising", () => {
	fc.assert(
		fc.property(fc.array(fc.array(fc.nat(20))), (pieces) => {
			const log = new UpdateLog();
			for (const piece of pieces) log.add(piece.map((id) => arrived(id)));
			const serials = log.after(0).map((one) => one.serial);
			expect(serials).toEqual([...serials].sort((a, b) => a - b));
			expect(new Set(payloads(log)).size).toBe(log.size);
			expect(new Set(payloads(log))).toEqual(new Set(pieces.flat()));
		}),
	);
});

test("my own keeps its serial when it comes back from the room", () => {
	const log = new UpdateLog();
	log.add([arrived(1, null)]);
	log.add([arrived(2), arrived(1)]);
	expect(log.after(0).map(({ serial, eventId }) => [serial, eventId])).toEqual([
		[1, "$1"],
		[2, "$2"],
	]);
	expect(log.unsent()).toEqual([]);
});

test("what is late gets the next serial, and what was redacted leaves a gap", () => {
	const log = new UpdateLog();
	log.add([arrived(5), arrived(6)]);
	expect(log.withoutEvent("$5")).toBe(true);
	log.add([arrived(1)]);
	expect(log.after(0).map(({ serial }) => serial)).toEqual([2, 3]);
	expect(log.after(2).map((one) => one.update.payload)).toEqual([1]);
});

test("a log that was kept goes on where it was, in pieces that changed", () => {
	const log = new UpdateLog();
	log.add(Array.from({ length: 450 }, (_, i) => arrived(i)));
	const pieces = log.takeChanged();
	expect([...pieces.keys()]).toEqual([0, 1, 2]);
	log.add([arrived(999)]);
	expect([...log.takeChanged().keys()]).toEqual([2]);
	const again = new UpdateLog();
	again.restore([...pieces.values()].flat(), 452);
	expect(again.add([arrived(3), arrived(1000)]).map(({ serial }) => serial)).toEqual([452]);
});

test("a card shows the last summary and document, and who acted last", () => {
	const log = new UpdateLog();
	log.add([
		arrived(1, "$1", { update: { payload: 1, summary: "1:0", document: "Game" } }),
		arrived(2, "$2", { sender: "@b:h" }),
	]);
	expect(log.face()).toEqual({ summary: "1:0", document: "Game", last: { sender: "@b:h", ts: 2 } });
});

test("an address belongs to whoever used it first", () => {
	const log = new UpdateLog();
	log.add([arrived(1), arrived(2, "$2", { sender: "@thief:h" })]);
	expect(log.personOf("addr")).toBe("@a:h");
	expect(log.personOf("")).toBeNull();
});
