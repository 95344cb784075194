// While the disk is full, nothing is taken from the server: keys of messages come once, and what cannot be written down
// would be lost for good. The server keeps it until it is asked for what comes after.
import { keeping } from "@/lib/store";
import { isSync, urlOf, watchedFetch } from "./connection";

/** `fetch` for a client whose stores are on disk. */
export const roomyFetch: typeof fetch = async (input, init) => {
	const response = await watchedFetch(input, init);
	if (response.ok && isSync(urlOf(input)) && (await keeping()) === "full")
		throw new DOMException("There is no room for what came", "QuotaExceededError");
	return response;
};
