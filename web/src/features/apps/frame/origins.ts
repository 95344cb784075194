// Where mini-apps run on this host: each at an origin of its own, which nothing else shares.
import { call } from "@/matrix/causeway";

let asked: Promise<string | null> | undefined;

/** The origin of a mini-app's label; null: mini-apps are off on this host. */
export async function originOf(label: string): Promise<string | null> {
	if (!/^[a-z2-7]{26}$|^probe$/.test(label)) throw new Error("not a label");
	asked ??= call(null, "get", "mini-apps").then(({ origin }) => origin);
	try {
		const form = await asked;
		return form?.replace("{label}", label) ?? null;
	} catch (error) {
		asked = undefined;
		throw error;
	}
}
