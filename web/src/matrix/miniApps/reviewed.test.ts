import type { MatrixClient } from "matrix-js-sdk";
import { beforeEach, expect, test, vi } from "vitest";
import { call } from "../causeway";
import { isReviewed } from "./reviewed";

vi.mock("../causeway", () => ({ call: vi.fn() }));
const client = { getAccessToken: () => "token" } as unknown as MatrixClient;
const app = (sha256: string, withdrawn = false) => ({ mini_app: { sha256 }, withdrawn });

beforeEach(() => {
	vi.mocked(call)
		.mockReset()
		.mockResolvedValueOnce({ results: [app("aa"), app("bb", true)], next: "2" } as never)
		.mockResolvedValueOnce({ results: [app("cc"), { withdrawn: false }], next: null } as never);
});

test.each([
	["aa", true],
	["bb", false],
	["cc", true],
	["dd", false],
])("whether %s is reviewed: %s; what the server is asked is the same", async (sha256, reviewed) => {
	expect(await isReviewed(client, sha256)).toBe(reviewed);
	const asked = vi.mocked(call).mock.calls.map(([, , , given]) => given);
	expect(asked).toEqual([
		{ query: { kind: "mini_app", limit: 100, from: null } },
		{ query: { kind: "mini_app", limit: 100, from: "2" } },
	]);
});
