// Every text of the page, in the language of the browser. What `causeway app check` says is in English, as on the command line.

const words = {
	en: {
		page: "causeway app dev",
		arrive: "Updates arrive",
		atOnce: "at once",
		late: "late, in another order for each",
		noRealtime: "no realtime",
		add: "Add a person",
		again: "Begin anew",
		log: "What went through the chat",
		away: "offline",
		dark: "dark",
		reload: "Reload",
		app: "The app of {name}",
		person: "Person {n}",
		sent: "sent an update",
		waits: "offline, goes when back:",
		bytes: "{n} bytes",
		long: "{what}: {n} characters, and about {most} are shown",
		quick: "{n} ms after the one before: chats send it together with others, {most} ms apart",
		open: "Open {href}",
		notified: "is notified:",
		joined: "joined the realtime channel",
		left: "left the realtime channel",
		realtime: "in real time:",
		realtimeLost: "in real time, lost while offline:",
		handsOver: "hands to a chat:",
		link: "wants to open",
		wrong: "goes wrong",
		failed: "{name}: the app does not start: {why}",
		ended: "causeway app dev has ended.",
	},
	zh: {
		page: "causeway app dev",
		arrive: "更新送达",
		atOnce: "立即",
		late: "延迟，且每人顺序不同",
		noRealtime: "没有实时通道",
		add: "加一个人",
		again: "重新开始",
		log: "聊天里经过的内容",
		away: "离线",
		dark: "深色",
		reload: "重新载入",
		app: "{name} 的应用",
		person: "{n} 号",
		sent: "发出更新",
		waits: "离线，恢复后发出：",
		bytes: "{n} 字节",
		long: "{what}：{n} 个字符，大约只显示 {most} 个",
		quick: "距上一条只有 {n} 毫秒：聊天会合并发送，间隔 {most} 毫秒",
		open: "打开 {href}",
		notified: "收到通知：",
		joined: "加入了实时通道",
		left: "离开了实时通道",
		realtime: "实时：",
		realtimeLost: "实时，离线时丢失：",
		handsOver: "交给聊天：",
		link: "想打开",
		wrong: "出错",
		failed: "{name}：应用没有启动：{why}",
		ended: "causeway app dev 已结束。",
	},
};

const lang = navigator.language.startsWith("zh") ? "zh" : "en";

/** @param {keyof typeof words.en} key @param {Record<string, string | number>} [values] */
export const t = (key, values = {}) =>
	words[lang][key].replace(/\{(\w+)\}/g, (_, name) => String(values[name]));

/** Fills in the page's own texts: `data-word` names them. @param {ParentNode} part */
export function translate(part) {
	document.documentElement.lang = lang === "zh" ? "zh-Hans" : "en";
	for (const element of part.querySelectorAll("[data-word]")) {
		const key = /** @type {keyof typeof words.en} */ (/** @type {HTMLElement} */ (element).dataset.word);
		element.textContent = t(key);
	}
}
