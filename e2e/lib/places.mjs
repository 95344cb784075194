// Where things are: the repository, the server's program, the built app, and what a failed story leaves behind.
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The repository's root. */
export const root = fileURLToPath(new URL("../..", import.meta.url));

/** The server: CAUSEWAY_BIN, or the debug build of this working tree. */
export const program = process.env.CAUSEWAY_BIN ?? `${root}target/debug/causeway`;

/** The built web app: CAUSEWAY_WEB_DIST, or what `scripts/web` made. */
export const app = process.env.CAUSEWAY_WEB_DIST ?? `${root}web/dist`;

/** Debian's Chromium, or another one by CHROMIUM. */
export const chromiumProgram = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** Screenshots, traces and logs of stories that failed. */
export const remains = `${root}target/e2e`;

/** Says what to build when something is missing, before a story fails for a reason that nobody would guess. */
export function mustExist() {
	const wanted = [
		[program, "cargo build --workspace (or set CAUSEWAY_BIN)"],
		[`${app}/index.html`, "scripts/web"],
		[chromiumProgram, "scripts/need chromium"],
	];
	for (const [path, how] of wanted) if (!existsSync(path)) throw new Error(`${path} is missing: ${how}`);
}
