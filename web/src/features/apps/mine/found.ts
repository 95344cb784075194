// Which of my mini-apps one looks for; pure.
import type { OpenedApp } from "@/matrix/miniApps/kept";

/** Those whose name holds all words that were typed, in any order. */
export function found(apps: readonly OpenedApp[], typed: string): readonly OpenedApp[] {
	const words = typed.toLocaleLowerCase().split(/\s+/).filter(Boolean);
	return apps.filter(({ name }) => words.every((word) => name.toLocaleLowerCase().includes(word)));
}

/** Each app once, however many chats it is in: to be sent into another one. */
export function kinds(apps: readonly OpenedApp[]): readonly OpenedApp[] {
	const known = new Set<string>();
	return apps.filter(({ name, content }) => {
		const mark = content["io.causeway.xdc"] as { sha256?: unknown } | undefined;
		const kind = typeof mark?.sha256 === "string" ? mark.sha256 : name;
		if (known.has(kind)) return false;
		known.add(kind);
		return true;
	});
}
