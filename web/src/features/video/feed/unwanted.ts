// Videos in which somebody is not interested: kept on this device, and told to nobody.
import { keyValue } from "@/lib/store";

const saved = keyValue<string>("video-unwanted");
let ids: Promise<Set<string>> | undefined;

function read(): Promise<Set<string>> {
	ids ??= saved.values().then(
		(all) => new Set(all),
		// Storage denied: what is put away is away until the page is left.
		() => new Set<string>(),
	);
	return ids;
}

/** All of them; read once. */
export const unwantedVideos = (): Promise<ReadonlySet<string>> => read();

/** Does not come up in a feed again. */
export async function putAway(id: string): Promise<void> {
	(await read()).add(id);
	await saved.set(id, id).catch(() => undefined);
}
