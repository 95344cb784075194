// What the host allows, for components; `null` until it is known, and where it cannot be asked.
import { useEffect, useState } from "react";
import { type Host, hostInfo } from "./register";

/** What came last: whoever asks next has it at once, and need not be drawn twice. */
let latest: Host | null = null;

/** [`hostInfo`], when it has come. */
export function useHost(): Host | null {
	const [host, setHost] = useState(latest);
	useEffect(() => {
		let shown = true;
		hostInfo().then(
			(known) => {
				latest = known;
				if (shown) setHost(known);
			},
			() => undefined,
		);
		return () => {
			shown = false;
		};
	}, []);
	return host;
}
