// Debian's Chromium, driven by playwright-core.
import { chromium } from "playwright-core";
import { chromiumProgram } from "./places.mjs";

/** @typedef {import("playwright-core").Page} Page */
/** @typedef {import("playwright-core").Frame} Frame */
/** @typedef {import("playwright-core").Locator} Locator */
/** @typedef {import("playwright-core").Browser} Browser */
/** @typedef {import("playwright-core").BrowserContext} BrowserContext */

/**
 * What playwright switches off, but for ThirdPartyStoragePartitioning, which every browser has: without it a mini-app's frame may
 * have no service worker. (Of two such switches the last one counts.)
 */
export const disabledFeatures =
	"--disable-features=AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,LensOverlay,MediaRouter,PaintHolding,OptimizationHints,NetworkTimeServiceQuerying,PreconnectToSearch";

const args = [
	disabledFeatures,
	"--no-sandbox",
	"--disable-gpu",
	"--disable-quic",
	"--no-first-run",
	"--disable-background-networking",
	"--disable-component-update",
	"--disable-sync",
	// A camera and a microphone that are always there, and are allowed without a question.
	"--use-fake-device-for-media-stream",
	"--use-fake-ui-for-media-stream",
];
const options = { executablePath: chromiumProgram, headless: true, args };

/** A browser; its profiles are forgotten when it closes. */
export const launch = () => chromium.launch(options);

/**
 * A browser with a profile on disk, which outlives a crash.
 * @param {string} folder @param {import("playwright-core").BrowserContextOptions} context
 */
export const launchProfile = (folder, context) =>
	chromium.launchPersistentContext(folder, { ...options, ...context });
