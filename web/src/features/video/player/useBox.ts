// The size of an element, as it changes.
import { type RefObject, useLayoutEffect, useState } from "react";
import type { Size } from "./fit";

/** Zero until it is laid out. */
export function useBox(of: RefObject<HTMLElement | null>): Size {
	const [box, setBox] = useState<Size>({ width: 0, height: 0 });
	useLayoutEffect(() => {
		const element = of.current;
		if (!element) return;
		const read = () => {
			const { clientWidth: width, clientHeight: height } = element;
			setBox((now) => (now.width === width && now.height === height ? now : { width, height }));
		};
		read();
		const watch = new ResizeObserver(read);
		watch.observe(element);
		return () => watch.disconnect();
	}, [of]);
	return box;
}
