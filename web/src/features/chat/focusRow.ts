// Focus for a row of a list that keeps only what is in view in the page.
import type { VirtualizerHandle } from "virtua";

/** Brings the row into view first. */
export function focusRow(
	frame: HTMLElement,
	list: Pick<VirtualizerHandle, "scrollToIndex"> | null,
	index: number,
	selector: string,
): void {
	list?.scrollToIndex(index, { align: "nearest" });
	// The row is in the page after the list has looked at its new place.
	requestAnimationFrame(() =>
		requestAnimationFrame(() => {
			frame.querySelector<HTMLElement>(selector)?.focus({ preventScroll: true });
		}),
	);
}
