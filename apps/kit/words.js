// The texts of an app, in English and Chinese, by the browser's language.

/** @typedef {Record<string, string | { one?: string, other: string }>} Words */

/** Which of the languages we have the person reads. */
export const lang = pick(globalThis.navigator?.languages ?? ["en"]);

/** The first language of a list that we have; English if none. */
export function pick(languages) {
	for (const wanted of languages) {
		if (/^zh\b/i.test(wanted)) return "zh";
		if (/^en\b/i.test(wanted)) return "en";
	}
	return "en";
}

/** What `Intl` calls it. */
export const locale = lang === "zh" ? "zh-Hans" : (globalThis.navigator?.language ?? "en");

/** Texts that every app needs. */
export const common = {
	en: {
		"kit.you": "You",
		"kit.someone": "Someone",
		"kit.close": "Close",
		"kit.cancel": "Cancel",
		"kit.back": "Back",
		"kit.save": "Save",
		"kit.delete": "Delete",
		"kit.edit": "Edit",
		"kit.done": "Done",
		"kit.more": "More",
		"kit.tooLong": "That is too much for one message. Nothing was sent.",
	},
	zh: {
		"kit.you": "你",
		"kit.someone": "某人",
		"kit.close": "关闭",
		"kit.cancel": "取消",
		"kit.back": "返回",
		"kit.save": "保存",
		"kit.delete": "删除",
		"kit.edit": "编辑",
		"kit.done": "完成",
		"kit.more": "更多",
		"kit.tooLong": "内容太长，一条消息放不下，没有发送。",
	},
};

/** @type {Words} */
let spoken = common[lang];

/** Sets an app's texts. */
export function speak(words) {
	spoken = { ...common[lang], ...words[lang] };
}

/** A text by its key; {name} is replaced by a value, {n} also chooses between one and more. */
export function t(key, values = {}) {
	const found = spoken[key] ?? key;
	const rule = typeof found === "string" ? "" : new Intl.PluralRules(locale).select(values.n);
	const pattern = typeof found === "string" ? found : (found[rule] ?? found.other);
	return pattern.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/** A day as people say it: today's date in full is left to the app. */
export const day = (date, options = { weekday: "short", day: "numeric", month: "short" }) =>
	new Intl.DateTimeFormat(locale, options).format(date);

/** A time of day. */
export const clock = (date) =>
	new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit" }).format(date);

/** The currencies that a person can choose. */
export const currencies = ["EUR", "USD", "CNY", "GBP", "CHF", "JPY", "INR", "HKD", "TWD", "SGD"];

/** The one that people of this language most likely use; only what is chosen before they choose. */
export const likelyCurrency =
	lang === "zh" ? "CNY" : /-US$/.test(locale) ? "USD" : /-GB$/.test(locale) ? "GBP" : "EUR";

/** How many digits a currency has behind the point. */
export const decimals = (currency) =>
	new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits;

/** An amount in the smallest unit (cents), as people write it. */
export const money = (amount, currency) =>
	new Intl.NumberFormat(locale, { style: "currency", currency, currencyDisplay: "narrowSymbol" }).format(
		amount / 10 ** decimals(currency),
	);

/** What a person typed as an amount, in the smallest unit; undefined if it is no amount. Knows 1,50 and 1.50 and 1,234.50. */
export function amount(typed, currency) {
	const digits = decimals(currency);
	const plain = typed.replace(/[^\d.,]/g, "");
	const parts = /^(\d(?:[\d.,]*?\d)??)(?:[.,](\d{1,2}))?$/.exec(plain);
	if (!parts || (digits === 0 && parts[2] !== undefined && parts[2].length < 3)) return undefined;
	const value =
		Number(parts[1].replace(/[.,]/g, "")) * 10 ** digits + Number((parts[2] ?? "").padEnd(digits, "0"));
	return Number.isSafeInteger(value) && value <= 1e11 ? value : undefined;
}
