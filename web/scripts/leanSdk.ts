// What of the Matrix SDK is not shipped. Its entry puts the whole of it into a global, so that nothing can be left out,
// and its client pulls in legacy calls, widgets, sliding sync and stores of an encryption that is gone: 40 % of it.
import type { Plugin } from "vite";

/** The entry without the global (and without the legacy crypto store that it registers). */
export const leanEntry = { find: /^matrix-js-sdk$/, replacement: "matrix-js-sdk/lib/matrix.js" };

/** Modules of the SDK whose import alone does nothing. */
export const pureModules = /node_modules\/(matrix-js-sdk|matrix-events-sdk|matrix-widget-api)\//;

/**
 * What the client would use of modules that this app never starts. The client asks `supportsMatrixCall` before it
 * makes call handlers; calls come to Causeway by an engine of their own.
 */
const standIns: Record<string, string> = {
	"webrtc/call.js": `
		export const supportsMatrixCall = () => false;
		export const createNewMatrixCall = () => null;
		export const CallEvent = {};`,
	"webrtc/callEventHandler.js": "export class CallEventHandler {}",
	"webrtc/groupCallEventHandler.js": "export class GroupCallEventHandler {}",
	"webrtc/groupCall.js": `
		export class GroupCall {}
		export const GroupCallEvent = {}, GroupCallIntent = {}, GroupCallState = {}, GroupCallType = {};
		export const GroupCallStatsReportEvent = {};`,
	"webrtc/mediaHandler.js": "export class MediaHandler {} export const MediaHandlerEvent = {};",
	"webrtc/callFeed.js": "export const CallFeedEvent = {};",
	"webrtc/stats/statsReport.js": "export const StatsReport = {};",
	"matrixrtc/MatrixRTCSessionManager.js": "export class MatrixRTCSessionManager { start() {} stop() {} }",
	"matrixrtc/types.js": "export const RTC_NOTIFICATION_MAX_LIFETIME_MS = 3600000;",
	"sliding-sync-sdk.js": "export class SlidingSyncSdk {}",
	"sliding-sync.js": "export const SlidingSyncEvent = {};",
	"models/MSC3089TreeSpace.js": `
		export class MSC3089TreeSpace {}
		export const DEFAULT_TREE_POWER_LEVELS_TEMPLATE = {};`,
};

/**
 * The start of the encryption waits for the server where somebody has just joined a room by an invitation (MSC4268):
 * without the server the app would not open. The SDK says that it should be done in the background; here it is.
 */
const waits = "await rustCrypto.maybeAcceptKeyBundle(roomId, pendingDetails.inviterId.toString());";
const waitsNot =
	"void rustCrypto.maybeAcceptKeyBundle(roomId, pendingDetails.inviterId.toString()).catch(() => undefined);";

/**
 * The SDK's fields are compiled to `Object.defineProperty`, ten times as slow as an assignment, and a start makes
 * thousands of events. An assignment means the same where no accessor of that name stands in the class.
 */
function assignFields(code: string, id: string): string {
	const accessors = new Set([...code.matchAll(/^ {2}(?:get|set) (\w+)\(/gm)].map(([, name]) => name));
	return code.replaceAll(/_defineProperty\(this, "(\w+)", /g, (_call, name: string) => {
		if (accessors.has(name))
			throw new Error(`${id}: ${name} is a field and an accessor; see scripts/leanSdk.ts`);
		return `this.${name} = (`;
	});
}

/** `inWorker`: the store's worker compares no names, so it needs no table of characters that look alike. */
export function leanSdk({ inWorker = false } = {}): Plugin {
	return {
		name: "lean-matrix-sdk",
		apply: "build",
		load(id) {
			if (inWorker && /node_modules\/unhomoglyph\/index\.js$/.test(id))
				return "export default (text) => text;";
			const file = /matrix-js-sdk\/lib\/(.+)$/.exec(id)?.[1];
			return (file && standIns[file]) || null;
		},
		transform(code, id) {
			if (
				/matrix-js-sdk\/lib\/models\/(event|event-timeline|event-timeline-set|read-receipt|room|room-member|room-state|user)\.js$/.test(
					id,
				)
			)
				return { code: assignFields(code, id), map: null };
			if (!id.endsWith("matrix-js-sdk/lib/rust-crypto/index.js")) return null;
			if (!code.includes(waits)) throw new Error("The SDK starts otherwise now: see scripts/leanSdk.ts");
			return { code: code.replace(waits, waitsNot), map: null };
		},
	};
}
