// The player by keyboard: arrows go from video to video and along one, Space pauses, M mutes, L likes.
import { useEffect, useRef } from "react";
import { useActs } from "../feed/acts";
import { videoById } from "../feed/videos";
import { toggleSound } from "./sound";

interface Player {
	active: number;
	id: string | null;
	goTo: (index: number) => void;
	toggle: () => void;
	/** Closes what is open over the player; `null`: nothing is. */
	close: (() => void) | null;
	element: () => HTMLVideoElement | null | undefined;
}

const seekSeconds = 5;

/** As long as the player is there; keys of a field, a dialog or a pressed button stay theirs. */
export function usePlayerKeys(player: Player): void {
	const acts = useActs();
	const latest = useRef({ player, acts });
	useEffect(() => {
		latest.current = { player, acts };
	});
	useEffect(() => {
		const listen = (event: KeyboardEvent) => {
			if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing)
				return;
			if (isOthers(event)) return;
			const act = actOf(event.key, latest.current.player, latest.current.acts);
			if (!act) return;
			event.preventDefault();
			act();
		};
		addEventListener("keydown", listen);
		return () => removeEventListener("keydown", listen);
	}, []);
}

/** Whether the key means something where the focus is. */
function isOthers({ key, target }: KeyboardEvent): boolean {
	if (document.querySelector("[role=dialog]:not([data-aside]), [role=alertdialog], [role=menu]")) return true;
	if (!(target instanceof HTMLElement)) return false;
	if (target.isContentEditable || target.matches("textarea, select, input:not([type=range])")) return true;
	if (target.closest("[data-aside]")) return true;
	if (target.matches("input[type=range]")) return key.startsWith("Arrow");
	return key === " " && target.closest("button, a") !== null;
}

function actOf(key: string, player: Player, acts: ReturnType<typeof useActs>): (() => void) | null {
	const { active, goTo, toggle, id } = player;
	switch (key.length === 1 ? key.toLowerCase() : key) {
		case "ArrowDown":
		case "PageDown":
		case "j":
			return () => goTo(active + 1);
		case "ArrowUp":
		case "PageUp":
		case "k":
			return () => goTo(active - 1);
		case "ArrowRight":
			return () => seek(player, seekSeconds);
		case "ArrowLeft":
			return () => seek(player, -seekSeconds);
		case "Escape":
			return player.close;
		case " ":
			return toggle;
		case "m":
			return toggleSound;
		case "l":
			return () => {
				const video = id ? videoById(id) : undefined;
				if (video) acts.like(video, !video.liked);
			};
		default:
			return null;
	}
}

function seek({ element }: Player, by: number): void {
	const film = element();
	if (!film?.duration) return;
	film.currentTime = Math.max(0, Math.min(film.duration - 0.1, film.currentTime + by));
}
