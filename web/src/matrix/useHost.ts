// What the host allows, for components; `null` until it is known, and where it cannot be asked.
import { useEffect, useState } from "react";
import { type Host, hostInfo } from "./register";

/** [`hostInfo`], when it has come. */
export function useHost(): Host | null {
	const [host, setHost] = useState<Host | null>(null);
	useEffect(() => {
		let shown = true;
		hostInfo().then(
			(known) => shown && setHost(known),
			() => undefined,
		);
		return () => {
			shown = false;
		};
	}, []);
	return host;
}
