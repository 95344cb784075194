// The readable page of an archive: plain HTML without scripts, everything escaped, files beside it.

/** One message, as it stands in the archive. */
export interface ArchivedMessage {
	id: string;
	/** Unix milliseconds. */
	ts: number;
	sender: string;
	name: string;
	mine: boolean;
	/** msgtype, "m.sticker", "recalled" or "unreadable". */
	kind: string;
	body: string;
	fileName?: string;
	/** Path inside the archive, if the file could be had. */
	file?: string;
}

interface PageWords {
	title: string;
	subtitle: string;
	recalled: string;
	unreadable: string;
	missing: string;
	language: string;
}

/** Text that can stand anywhere in HTML. */
export function escaped(text: string): string {
	return text.replaceAll(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

const extensions: Record<string, string> = {
	"image/jpeg": "jpg",
	"image/png": "png",
	"image/gif": "gif",
	"image/webp": "webp",
	"image/avif": "avif",
	"video/mp4": "mp4",
	"video/webm": "webm",
	"audio/mp4": "m4a",
	"audio/ogg": "ogg",
	"audio/webm": "webm",
	"audio/mpeg": "mp3",
	"audio/wav": "wav",
};

/** A name without anything that means something to a file system, and that no other file has. */
export function fileNameOf(message: ArchivedMessage, type: string, taken: Set<string>): string {
	const wanted = (message.fileName ?? message.body)
		.replaceAll(/[\p{C}/\\:*?"<>|]/gu, "")
		.replace(/^[.\s]+/, "");
	const [, stem = "", ending] = /^(.*?)(?:\.([A-Za-z0-9]{1,8}))?$/s.exec(wanted.slice(-80)) ?? [];
	const extension = ending ?? extensions[type] ?? "bin";
	const bare = stem.trim() || "file";
	let name = `${bare}.${extension}`;
	for (let i = 2; taken.has(name.toLowerCase()); i += 1) name = `${bare} (${i}).${extension}`;
	taken.add(name.toLowerCase());
	return name;
}

/** The page. */
export function pageOf(messages: readonly ArchivedMessage[], words: PageWords): string {
	const day = new Intl.DateTimeFormat(words.language, { dateStyle: "full" });
	const time = new Intl.DateTimeFormat(words.language, { timeStyle: "short" });
	let last = "";
	const lines = messages.map((message) => {
		const today = day.format(message.ts);
		const heading = today === last ? "" : `<h2>${escaped(today)}</h2>\n`;
		last = today;
		return `${heading}<article class="${message.mine ? "mine" : ""}"><b dir="auto">${escaped(message.name)}</b> <time>${escaped(time.format(message.ts))}</time>${said(message, words)}</article>`;
	});
	return `<!doctype html>
<html lang="${escaped(words.language)}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src 'self' file:; media-src 'self' file:; style-src 'unsafe-inline'">
<title>${escaped(words.title)}</title>
<style>
body{max-width:720px;margin:0 auto;padding:16px;background:#fafaf8;color:#16191a;font:15px/1.5 system-ui,sans-serif}
h1{font-size:24px;margin-bottom:0}h2{font-size:13px;text-align:center;color:#5c6466;margin:24px 0 8px}
article{width:fit-content;max-width:80%;margin:6px 0;padding:8px 12px;border-radius:14px;background:#fff;box-shadow:0 1px 3px #0001}
article.mine{margin-inline-start:auto;background:#d6f0ec}b{font-size:13px}time{font-size:12px;color:#5c6466}
p{margin:2px 0;white-space:pre-wrap;overflow-wrap:anywhere}img,video{display:block;max-width:100%;max-height:480px;border-radius:8px}
.faded{color:#5c6466}
@media(prefers-color-scheme:dark){body{background:#101314;color:#ecefef}article{background:#1f2427}article.mine{background:#124d49}time,h2,.faded{color:#9aa4a6}}
</style>
<h1 dir="auto">${escaped(words.title)}</h1>
<p class="faded">${escaped(words.subtitle)}</p>
${lines.join("\n")}
</html>
`;
}

function said(message: ArchivedMessage, words: PageWords): string {
	if (message.kind === "recalled") return `<p class="faded">${escaped(words.recalled)}</p>`;
	if (message.kind === "unreadable") return `<p class="faded">${escaped(words.unreadable)}</p>`;
	const text = `<p dir="auto">${escaped(message.body)}</p>`;
	const isFile = ["m.image", "m.video", "m.audio", "m.file", "m.sticker"].includes(message.kind);
	if (!isFile) return text;
	if (!message.file) return `${text}<p class="faded">${escaped(words.missing)}</p>`;
	const path = escaped(message.file.split("/").map(encodeURIComponent).join("/"));
	if (message.kind === "m.image" || message.kind === "m.sticker")
		return `<a href="${path}"><img src="${path}" alt="${escaped(message.body)}" loading="lazy"></a>`;
	if (message.kind === "m.video") return `<video src="${path}" controls preload="metadata"></video>${text}`;
	if (message.kind === "m.audio") return `<p><audio src="${path}" controls preload="none"></audio></p>`;
	return `<p><a href="${path}" download dir="auto">${escaped(message.body)}</a></p>`;
}
