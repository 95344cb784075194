import { expect, test } from "vitest";
import { problemsOf, putRight } from "./draft";
import type { Draft } from "./mine";

const draft = (more: Partial<Draft>): Draft => ({
	kind: "organisation",
	name: "A",
	category: "city",
	...more,
});

test("what is plainly meant is put right", () => {
	const right = putRight(
		draft({
			site: " bakery.example/bread ",
			domain: "https://Bakery.Example/",
			languages: ["en", "", "zh", "en"],
		}),
	);
	expect(right.site).toBe("https://bakery.example/bread");
	expect(right.domain).toBe("bakery.example");
	expect(right.languages).toEqual(["en", "zh"]);
	expect(putRight(draft({ domain: "例子.cn" })).domain).toBe("xn--fsqu00a.cn");
	expect(putRight(draft({ domain: "localhost:8080" })).domain).toBe("localhost:8080");
	expect(problemsOf(right)).toEqual({});
});

test("what is wrong is told by its field", () => {
	const wrong = putRight(draft({ site: "http://bakery.example", domain: "bakery", languages: ["English"] }));
	expect(problemsOf(wrong)).toEqual({
		site: "discover.form.siteWrong",
		domain: "discover.form.domainWrong",
		languages: "discover.form.languagesWrong",
	});
	for (const site of ["javascript:alert(1)", "https:", "ftp://bakery.example"])
		expect(problemsOf(putRight(draft({ site }))).site, site).toBeDefined();
	for (const domain of ["a b.example", "me@bakery.example", "…"])
		expect(problemsOf(putRight(draft({ domain }))).domain, domain).toBeDefined();
	expect(problemsOf(putRight(draft({})))).toEqual({});
});
