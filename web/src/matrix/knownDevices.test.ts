import { describe, expect, it } from "vitest";
import { newDevices, type SeenDevice } from "./knownDevices";

const device = (key: string, confirmed: boolean): SeenDevice => ({ id: key, key, confirmed, name: null });

describe("newDevices", () => {
	it("tells nothing of somebody seen for the first time, whose devices are confirmed", () => {
		expect(newDevices(undefined, [device("a", true)], true)).toEqual([]);
	});
	it("tells a ghost even the first time, if the person could have confirmed it", () => {
		expect(newDevices(undefined, [device("a", true), device("ghost", false)], true)).toEqual([
			device("ghost", false),
		]);
	});
	it("is quiet about people without an identity until a device is added", () => {
		expect(newDevices(undefined, [device("a", false)], false)).toEqual([]);
		expect(newDevices({ a: false }, [device("a", false), device("b", false)], false)).toEqual([
			device("b", false),
		]);
	});
	it("tells each new device once", () => {
		const both = [device("a", true), device("b", true)];
		expect(newDevices({ a: true }, both, true)).toEqual([device("b", true)]);
		expect(newDevices({ a: true, b: true }, both, true)).toEqual([]);
	});
	it("tells when a confirmed device is confirmed no longer, and not when it becomes so", () => {
		expect(newDevices({ a: true }, [device("a", false)], true)).toEqual([device("a", false)]);
		expect(newDevices({ a: false }, [device("a", true)], true)).toEqual([]);
	});
});
