// @vitest-environment jsdom
import { describe, expect, it } from "vitest";
import { sanitise, wordsOfHtml } from "./html";

/** The sanitised tree, written as HTML again. */
function clean(html: string): string {
	const box = document.createElement("div");
	box.append(sanitise(html));
	return box.innerHTML;
}

describe("sanitise", () => {
	it("keeps what people write", () => {
		const html =
			'<p>a <strong>b</strong> <em>c</em></p><ol start="3"><li>d</li></ol><pre><code class="language-rust">fn</code></pre>';
		expect(clean(html)).toBe(html);
	});
	it.each([
		["a script", "<script>alert(1)</script>x", "x"],
		["a handler", '<b onclick="alert(1)">x</b>', "<b>x</b>"],
		["a script's address", '<a href="javascript:alert(1)">x</a>', "<a>x</a>"],
		["a disguised script's address", '<a href="jav&#x09;ascript:alert(1)">x</a>', "<a>x</a>"],
		["a data address", '<a href="data:text/html,<script>alert(1)</script>">x</a>', "<a>x</a>"],
		["a media address as a link", '<a href="mxc://a/b">x</a>', "<a>x</a>"],
		["a path of our own app", '<a href="/me/devices">x</a>', "<a>x</a>"],
		["a style", '<p style="position:fixed;inset:0">x</p>', "<p>x</p>"],
		["an id that shadows the page", '<p id="root" name="body">x</p>', "<p>x</p>"],
		["a form", '<form action="https://evil"><input name="password">x</form>', "x"],
		["a frame", '<iframe src="https://evil">y</iframe>x', "x"],
		["a drawing with a script", "<svg><script>alert(1)</script><a href='javascript:1'>y</a></svg>x", "x"],
		["a picture of a stranger", '<img src="https://evil/pixel.png" alt="cat">x', "catx"],
		["a picture with a handler", '<img src="x" onerror="alert(1)">x', "x"],
		["a big picture of our store", '<img src="mxc://a/b" alt="cat">x', "catx"],
		["a quotation for old clients", "<mx-reply><blockquote>old</blockquote></mx-reply>new", "new"],
		["an unknown tag", "<blink>x</blink>", "x"],
		["a meta refresh", '<meta http-equiv="refresh" content="0;url=https://evil">x', "x"],
		["mutated markup", "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>", ""],
		["a template", "<template><script>1</script></template>x", "x"],
	])("drops %s", (_name, html, rest) => {
		expect(clean(html)).toBe(rest);
	});
	it("keeps small pictures of our store", () => {
		const html = '<img src="mxc://a/b" alt=":cat:" data-mx-emoticon="">';
		expect(sanitise(html).querySelector("img")?.getAttribute("src")).toBe("mxc://a/b");
	});
	it("keeps a spoiler and its reason", () => {
		expect(clean('<span data-mx-spoiler="ending">x</span>')).toBe('<span data-mx-spoiler="ending">x</span>');
	});
	it("lives through deep nesting", () => {
		expect(sanitise(`${"<b>".repeat(400)}x`).textContent).toBe("x");
	});
});

it("says what HTML says in one line, without what is hidden", () => {
	expect(wordsOfHtml("<p>a <b>b</b></p><ul><li>c</li><li>d</li></ul><span data-mx-spoiler>e</span>")).toBe(
		"a b c d ▒▒▒",
	);
});
