// Listens for the shortcuts, and shows the switcher and the table.
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from "react";
import { useLocation, useNavigate } from "react-router";
import { useClient } from "@/matrix/react";
import { roomInPath } from "./path";
import { type Around, actionOf } from "./shortcuts";

const Switcher = lazy(() => import("./Switcher"));
const ShortcutTable = lazy(() => import("./ShortcutTable"));

/** Once, in the shell. */
export function Keys() {
	const client = useClient();
	const navigate = useNavigate();
	const { pathname } = useLocation();
	const [shown, open] = useState<"switcher" | "shortcuts" | null>(null);
	const around = useMemo<Around>(
		() => ({ client, go: (to) => void navigate(to), pathname, roomId: roomInPath(pathname), open }),
		[client, navigate, pathname],
	);
	const current = useRef(around);
	useEffect(() => {
		current.current = around;
	}, [around]);
	useEffect(() => {
		const listen = (event: KeyboardEvent) => {
			if (event.defaultPrevented || event.isComposing) return;
			// What was typed is not lost by a key that was meant for the field.
			if (event.key === "Escape" && hasWords(event.target)) return;
			const action = actionOf(event, isTyping(event.target));
			// While a question is open, only the switcher's own keys lead away from it.
			if (
				!action ||
				(document.querySelector("[role=dialog], [role=alertdialog]") && action.id !== "switcher")
			)
				return;
			event.preventDefault();
			action.perform(current.current);
		};
		addEventListener("keydown", listen);
		return () => removeEventListener("keydown", listen);
	}, []);
	const close = () => open(null);
	return (
		<Suspense>
			{shown === "switcher" && <Switcher around={around} onClose={close} />}
			{shown === "shortcuts" && <ShortcutTable onClose={close} />}
		</Suspense>
	);
}

function hasWords(target: EventTarget | null): boolean {
	const field = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
	return field ? target.value !== "" : target instanceof HTMLElement && target.isContentEditable;
}

function isTyping(target: EventTarget | null): boolean {
	if (!(target instanceof HTMLElement)) return false;
	return target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName);
}
