// Puts a file into the person's downloads, under a name without surprises.
import type { Translate } from "@/lib/i18n";
import { loadOnce } from "@/matrix/media";
import { toast } from "@/ui/Toast";
import type { Attached } from "./content";
import { safeName } from "./names";
import { failureWords } from "./words";

/** Loads the file of a message and saves it; says so where that does not work. */
export async function saveAttached(attached: Attached, t: Translate): Promise<void> {
	if (!attached.source) {
		toast(failureWords("gone", t));
		return;
	}
	// Not as a picture: what is too large or no picture may still be kept as a file.
	const loaded = await loadOnce({ ...attached.source, picture: false });
	if (loaded instanceof Blob) saveBlob(loaded, attached.name);
	else toast(failureWords(loaded, t));
}

/** Saves bytes under a name. */
export function saveBlob(blob: Blob, name: string): void {
	const link = document.createElement("a");
	link.href = URL.createObjectURL(blob);
	link.download = safeName(name, blob.type);
	link.click();
	// The browser has taken the address by then.
	setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
