// Hands the person a file that was made here.

/** Saves bytes under a name, the way the browser saves downloads. */
export function saveFile(name: string, content: Blob): void {
	const url = URL.createObjectURL(content);
	const link = document.createElement("a");
	link.href = url;
	link.download = name;
	link.click();
	// The browser has taken hold of the bytes by then.
	setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
