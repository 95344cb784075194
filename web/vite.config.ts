// How the app is built: hashed files under /assets (served as immutable), the service worker and the media worker beside.
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { leanEntry, leanSdk, pureModules } from "./scripts/leanSdk.ts";
import { precache } from "./scripts/precache.ts";

/** The server that `npm run dev` talks to. */
const server = process.env.CAUSEWAY_URL ?? "http://127.0.0.1:8008";

/** What does nothing by itself may be left out. */
const treeshake = { moduleSideEffects: [{ test: pureModules, sideEffects: false }] };

export default defineConfig({
	plugins: [react(), leanSdk(), precache()],
	resolve: { tsconfigPaths: true, alias: [leanEntry] },
	build: {
		target: "es2023",
		// These know :dir(), which would otherwise become a list of languages.
		cssTarget: ["chrome120", "firefox121", "safari17"],
		// The content security policy has no data: scripts or fonts, and small files compress better together.
		assetsInlineLimit: 0,
		sourcemap: false,
		modulePreload: { polyfill: false },
		chunkSizeWarningLimit: 1500,
		rolldownOptions: {
			treeshake,
			input: { index: "index.html", sw: "src/app/sw.ts" },
			output: {
				// A service worker's address must stay the same over releases, and stand at the root for its scope.
				entryFileNames: (chunk) => (chunk.name === "sw" ? "sw.js" : "assets/[name]-[hash].js"),
			},
		},
	},
	worker: {
		format: "es",
		plugins: () => [leanSdk({ inWorker: true })],
		rolldownOptions: { treeshake },
	},
	server: { proxy: { "/_matrix": server, "/_causeway": server, "/.well-known": server } },
});
