// A local address of bytes that are on this device, as long as a component shows them.
import { useEffect, useState } from "react";

/** `null` until there is one. */
export function useBlobUrl(blob: Blob | null | undefined): string | null {
	const [url, setUrl] = useState<string | null>(null);
	useEffect(() => {
		if (!blob) return;
		const made = URL.createObjectURL(blob);
		setUrl(made);
		return () => {
			setUrl(null);
			URL.revokeObjectURL(made);
		};
	}, [blob]);
	return url;
}
