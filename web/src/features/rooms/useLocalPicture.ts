// The local address of a picture that was just chosen, given back when it is replaced.
import { useEffect, useState } from "react";

/** `null` while there is none. */
export function useLocalPicture(picture: Blob | null): string | null {
	const [url, setUrl] = useState<string | null>(null);
	useEffect(() => {
		if (!picture) return setUrl(null);
		const made = URL.createObjectURL(picture);
		setUrl(made);
		return () => URL.revokeObjectURL(made);
	}, [picture]);
	return url;
}
