// How large a file the server takes (spec: GET /_matrix/client/v1/media/config).
import type { MatrixClient } from "matrix-js-sdk";

let asked: Promise<number | null> | undefined;

/** In bytes; `null` where the server does not say. Asked once per page. */
export function uploadLimit(client: MatrixClient): Promise<number | null> {
	asked ??= client.getMediaConfig(true).then(
		(config) => config["m.upload.size"] ?? null,
		() => {
			// Offline: the next file asks again, and the server has the last word.
			asked = undefined;
			return null;
		},
	);
	return asked;
}
