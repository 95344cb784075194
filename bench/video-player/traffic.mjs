// Bytes as they travel, by video; and the link over which they do.

/** Of one page. */
export class Traffic {
	total = 0;
	/** @type {Map<string, number>} by video */
	#by = new Map();

	/** @param {import("../../e2e/lib/person.mjs").Person} who @param {{rate: number, latency: number}} link */
	static async of(who, { rate, latency }) {
		const traffic = new Traffic();
		const session = await who.context.newCDPSession(who.page);
		/** @type {Map<string, string>} the video of a request */
		const asked = new Map();
		await session.send("Network.enable");
		await session.send("Network.emulateNetworkConditions", {
			offline: false,
			latency,
			downloadThroughput: rate / 8,
			uploadThroughput: rate / 8,
		});
		session.on("Network.requestWillBeSent", ({ requestId, request }) => {
			const found = /\/videos\/([^/]+)\/media\//.exec(request.url);
			if (found?.[1]) asked.set(requestId, found[1]);
		});
		session.on("Network.dataReceived", ({ requestId, encodedDataLength }) => {
			const id = asked.get(requestId);
			if (id) traffic.#add(id, encodedDataLength);
		});
		return traffic;
	}

	/** @param {string} id @param {number} bytes */
	#add(id, bytes) {
		this.total += bytes;
		this.#by.set(id, this.of(id) + bytes);
	}

	/** Of one video so far. @param {string} id */
	of(id) {
		return this.#by.get(id) ?? 0;
	}
}
