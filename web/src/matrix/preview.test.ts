import { expect, it } from "vitest";
import { previewOf } from "./preview";

it("takes only words and pictures of our own store from a stranger's page", () => {
	const page = {
		"og:title": " A page ",
		"og:description": "About it",
		"og:image": "https://evil.example/pixel.png",
		"og:site_name": 5,
	};
	expect(previewOf(page, "https://a.example/x")).toEqual({
		title: "A page",
		description: "About it",
		site: "a.example",
		mxc: null,
	});
	expect(previewOf({ "og:description": "x".repeat(900) }, "y")?.title).toHaveLength(300);
	expect(previewOf({ "og:image": "mxc://a/b" }, "y")).toBeNull();
	expect(previewOf({ "og:title": "t", "og:image": "mxc://a/b" }, "y")?.mxc).toBe("mxc://a/b");
});
