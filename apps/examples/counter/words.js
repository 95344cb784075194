// Every text, in each language.
export const words = {
	en: { title: "Counter", count: "Count", line: "{name}: {n}", summary: "{n} so far" },
	zh: { title: "计数器", count: "加一", line: "{name}：{n}", summary: "目前 {n}" },
};

const lang = globalThis.navigator?.language?.startsWith("zh") ? "zh" : "en";
if (globalThis.document) document.documentElement.lang = lang === "zh" ? "zh-Hans" : "en";

/** A text; {name} is replaced by a value. */
export const t = (key, values = {}) =>
	words[lang][key].replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
