// The page of web/src/app/stories, built for itself and served by the real server with its real headers: mini-apps in their
// frame, without a chat around them. And what packs `.xdc` files.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "./places.mjs";

/**
 * Builds the page into a folder for `causeway serve --web-dir`.
 * @returns {Promise<{ folder: string, remove: () => Promise<void> }>}
 */
export async function framePage() {
	const folder = await mkdtemp(join(tmpdir(), "causeway-frames-"));
	const before = process.cwd();
	process.chdir(`${root}web`);
	try {
		const vite = await import(`${root}web/node_modules/vite/dist/node/index.js`);
		const { default: react } = await import(`${root}web/node_modules/@vitejs/plugin-react/dist/index.js`);
		await vite.build({
			configFile: false,
			root: `${root}web/src/app/stories`,
			publicDir: false,
			logLevel: "error",
			plugins: [react()],
			resolve: { alias: { "@": `${root}web/src` } },
			worker: { format: "es" },
			build: { outDir: folder, emptyOutDir: true, target: "es2023", minify: false, assetsInlineLimit: 0 },
		});
	} finally {
		process.chdir(before);
	}
	return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/**
 * A `.xdc` file, in base64.
 * @param {Record<string, string | Uint8Array>} files
 */
export async function xdc(files) {
	const { downloadZip } = await import(`${root}web/node_modules/client-zip/index.js`);
	const entries = Object.entries(files).map(([name, input]) => ({ name, input }));
	return Buffer.from(await downloadZip(entries).arrayBuffer()).toString("base64");
}

let counted = 0;

/** A label that no app before had, in the form that clients compute. */
export function label() {
	counted += 1;
	const letters = "abcdefghijklmnopqrstuvwxyz234567";
	const random = Array.from({ length: 20 }, () => letters[Math.floor(Math.random() * 32)]).join("");
	const digits = [...counted.toString(32).padStart(6, "0")];
	return random + digits.map((digit) => letters[Number.parseInt(digit, 32)]).join("");
}
