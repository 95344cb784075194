// Saves the archive of a version that others cannot have yet: the request says who asks.
import { useClient } from "@/matrix/react";
import { type Action, useAction } from "@/matrix/useAction";

/** `save(url, name)`. */
export function useArchive(): { busy: Action["busy"]; save: (url: string, name: string) => void } {
	const client = useClient();
	const { busy, run } = useAction();
	const save = (url: string, name: string) =>
		void run(async () => {
			const headers = { Authorization: `Bearer ${client.getAccessToken()}` };
			const response = await fetch(url, { headers, credentials: "omit" });
			if (!response.ok) throw new Error(`${response.status}`);
			const here = URL.createObjectURL(await response.blob());
			const link = document.createElement("a");
			link.href = here;
			link.download = name;
			link.click();
			setTimeout(() => URL.revokeObjectURL(here), 60_000);
		});
	return { busy, save };
}
