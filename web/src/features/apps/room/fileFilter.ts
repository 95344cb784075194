// Which files an app asks for (webxdc: importFiles).
import type { Instance } from "../Instance";

type Filter = Parameters<Instance["importFiles"]>[0];

/** For the browser's own picker. */
export const acceptOf = ({ extensions = [], mimeTypes = [] }: Filter): string =>
	[...extensions, ...mimeTypes].join(",");

/** Whether a file is what the app asks for: of one of the types, or with one of the endings; all, if it asks for none. */
export function fits(
	{ name, type }: { name: string; type: string },
	{ extensions = [], mimeTypes = [] }: Filter,
): boolean {
	if (extensions.length === 0 && mimeTypes.length === 0) return true;
	const lower = name.toLowerCase();
	return (
		extensions.some((ending) => lower.endsWith(ending.toLowerCase())) ||
		mimeTypes.some((wanted) =>
			wanted.endsWith("/*") ? type.startsWith(wanted.slice(0, -1)) : type === wanted.toLowerCase(),
		)
	);
}
