import { describe, expect, it } from "vitest";
import { parseAddress } from "./address";

const here = { origin: "https://harbour.example", serverName: "harbour.example" };
const read = (text: string) => parseAddress(text, here);
const person = (userId: string) => ({ kind: "person", userId });
const room = (id: string, via: string[] = []) => ({ kind: "room", id, via });

describe("parseAddress", () => {
	it.each([
		["@mei:harbour.example", "@mei:harbour.example"],
		["  @mei:harbour.example\n", "@mei:harbour.example"],
		["@mei", "@mei:harbour.example"],
		["@mei:[2001:db8::1]:8448", "@mei:[2001:db8::1]:8448"],
		["matrix:u/mei:harbour.example", "@mei:harbour.example"],
		["matrix:u/mei:harbour.example?action=chat", "@mei:harbour.example"],
		["https://matrix.to/#/@mei:far.example", "@mei:far.example"],
		["https://matrix.to/#/%40mei%3Afar.example", "@mei:far.example"],
		["https://harbour.example/@mei", "@mei:harbour.example"],
		["https://harbour.example/@mei:far.example", "@mei:far.example"],
		["https://harbour.example/contacts/%40mei%3Afar.example", "@mei:far.example"],
		["https://far.example/@tom", "@tom:far.example"],
		["https://far.example:8443/@tom", "@tom:far.example:8443"],
	])("reads the person in %s", (text, userId) => expect(read(text)).toEqual(person(userId)));

	it.each([
		["#garden:harbour.example", room("#garden:harbour.example")],
		["!abc:harbour.example", room("!abc:harbour.example")],
		["!31hneApxJ_1o-63DmFrpeqnkFfWppnzWso1JvH3ogLM", room("!31hneApxJ_1o-63DmFrpeqnkFfWppnzWso1JvH3ogLM")],
		["matrix:r/garden:far.example", room("#garden:far.example")],
		[
			"matrix:roomid/abc:far.example/e/event?via=far.example&via=b.example",
			room("!abc:far.example", ["far.example", "b.example"]),
		],
		[
			"https://matrix.to/#/!abc:far.example/$event?via=far.example",
			room("!abc:far.example", ["far.example"]),
		],
		["https://harbour.example/chat/%23garden%3Aharbour.example", room("#garden:harbour.example")],
		["https://harbour.example/chat/!abc?via=far.example", room("!abc", ["far.example"])],
		["https://far.example/chat/!abc", room("!abc", ["far.example"])],
		["https://harbour.example/join/aB3_x", { kind: "invitation", token: "aB3_x" }],
	])("reads the place in %s", (text, wanted) => expect(read(text)).toEqual(wanted));

	it.each([
		"",
		"mei",
		"@",
		"@:harbour.example",
		"@mei:",
		"@mei:har bour",
		"@mei:harbour.example/evil",
		"@mei:evil@harbour.example",
		"@mei\u202Emoc:harbour.example",
		"@m\u0000ei:harbour.example",
		"@梅:harbour.example",
		`@${"a".repeat(300)}:harbour.example`,
		`https://harbour.example/@${"a".repeat(3000)}`,
		"javascript:alert(1)//@mei:harbour.example",
		"data:text/html,@mei:harbour.example",
		"matrix:u/mei",
		"matrix:x/mei:harbour.example",
		"matrix:u/%E0%A4%A",
		"matrix:u/mei%00:harbour.example",
		"http://far.example/@tom",
		"http://matrix.to/#/@mei:far.example",
		"https://matrix.to/#/mei:far.example",
		"https://matrix.to.evil.example/#/@mei:far.example",
		"https://harbour.example@evil.example/@mei",
		"https://harbour.example/@mei/more",
		"https://harbour.example/chat/mei",
		"https://harbour.example/join/../../x",
		"https://far.example/join/token",
		"https://%zz/@mei",
	])("takes %j for nothing", (text) => expect(read(text)).toBeNull());

	it("takes no more than five servers, and only servers", () => {
		const via = ["a.example", "b b", "c.example", "d.example", "e.example", "f.example", "g.example"];
		const link = `matrix:roomid/x:y.example?${via.map((one) => `via=${encodeURIComponent(one)}`).join("&")}`;
		expect(read(link)).toEqual(
			room("!x:y.example", ["a.example", "c.example", "d.example", "e.example", "f.example"]),
		);
	});
});
