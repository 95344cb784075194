// Whether this browser keeps mini-apps away from the network. It is tried, not looked up: a page with the same headers as a
// mini-app's lets two ends of a WebRTC connection look for each other, which only `Connection-Allowlist` stops.
import { originOf } from "./origins";
import { unseen } from "./sandbox";

const patienceMs = 10_000;

/** Which browser kept them in: the next version is tried anew. What it lets through is tried each time. */
const keptIn = "causeway.miniApps.keptIn";

let trying: Promise<boolean> | undefined;

/** False: it leaves WebRTC and names that are looked up ahead open. Rejects when it cannot be found out. */
export async function isolates(): Promise<boolean> {
	if (localStorage.getItem(keptIn) === navigator.userAgent) return true;
	trying ??= tried();
	try {
		return await trying;
	} catch (error) {
		trying = undefined;
		throw error;
	}
}

async function tried(): Promise<boolean> {
	const origin = await originOf("probe");
	if (!origin) throw new Error("mini-apps are off");
	let begun = false;
	const found = await unseen(origin, "/-/probe", patienceMs, (word) => {
		begun ||= word === "probing";
		return word === "open" ? false : word === "shut" ? true : undefined;
	});
	// A browser that ends the page over the try has kept it shut.
	if (found === undefined && !begun) throw new Error("the probe did not begin");
	const kept = found ?? true;
	if (kept) localStorage.setItem(keptIn, navigator.userAgent);
	return kept;
}
