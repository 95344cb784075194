// Where mini-apps run on this host: each at an origin of its own, which nothing else shares.
import { call } from "@/matrix/causeway";

let asked: Promise<string | null> | undefined;

/** What the server said last: mini-apps open without it as well. */
const lastSaid = "causeway.miniApps.origin";

/** The origin of a mini-app's label; null: mini-apps are off on this host. */
export async function originOf(label: string): Promise<string | null> {
	if (!/^[a-z2-7]{26}$|^probe$/.test(label)) throw new Error("not a label");
	asked ??= ask();
	try {
		return (await asked)?.replace("{label}", label) ?? null;
	} catch (error) {
		asked = undefined;
		const known = localStorage.getItem(lastSaid);
		if (!known) throw error;
		return known.replace("{label}", label);
	}
}

async function ask(): Promise<string | null> {
	const { origin } = await call(null, "get", "mini-apps");
	if (origin) localStorage.setItem(lastSaid, origin);
	else localStorage.removeItem(lastSaid);
	return origin ?? null;
}
