// Writes into the service worker what this build consists of, so that it can keep all of it.
import { createHash } from "node:crypto";
import type { Plugin, Rolldown } from "vite";

/** The constant in app/sw.ts that is replaced. */
const place = "__CAUSEWAY_BUILD__";

/** What the page that stands before sign-in loads: the entry and all that it imports at once. */
function entryFiles(bundle: Rolldown.OutputBundle): Set<string> {
	const files = new Set<string>();
	const add = (name: string) => {
		const part = bundle[name];
		if (files.has(name) || part?.type !== "chunk") return;
		files.add(name);
		for (const beside of [
			...(part.viteMetadata?.importedCss ?? []),
			...(part.viteMetadata?.importedAssets ?? []),
		])
			files.add(beside);
		for (const other of part.imports) add(other);
	};
	for (const [name, part] of Object.entries(bundle))
		if (part.type === "chunk" && ["index", "doorEn", "doorZh"].includes(part.name)) add(name);
	return files;
}

/** `{ version, entry, inside }`: addresses of the build's files. */
export function precache(): Plugin {
	return {
		name: "precache",
		apply: "build",
		enforce: "post",
		generateBundle: {
			order: "post",
			handler(_options, bundle) {
				const worker = bundle["sw.js"];
				if (worker?.type !== "chunk") return;
				// It is loaded as a classic script, which cannot import: what the page shares with it becomes a chunk.
				if (worker.imports.length > 0)
					this.error(`The service worker shares code with the page: ${worker.imports.join(", ")}`);
				const entry = entryFiles(bundle);
				const files = Object.keys(bundle)
					.filter((name) => name.startsWith("assets/"))
					.sort();
				const list = {
					version: createHash("sha256").update(files.join("\n")).digest("hex").slice(0, 12),
					entry: files.filter((name) => entry.has(name)).map((name) => `/${name}`),
					inside: files.filter((name) => !entry.has(name)).map((name) => `/${name}`),
				};
				worker.code = worker.code.replace(place, JSON.stringify(list));
			},
		},
	};
}
