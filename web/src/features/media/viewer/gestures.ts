// Fingers, mouse and wheel on a picture: pinch, double tap and wheel zoom; a drag pans what is enlarged, turns the
// page sideways, and puts the picture away downwards. Written to the element directly: a finger waits for no rendering.
import { type RefObject, useEffect, useRef } from "react";

interface GestureActions {
	onPage: (step: 1 | -1) => void;
	onClose: () => void;
	onTap: () => void;
}

interface Transform {
	scale: number;
	x: number;
	y: number;
}

const most = 8;
const doubleTapMs = 280;
/** So far a finger goes before a page turns, or the picture goes away. */
const pageDistance = 70;
const closeDistance = 110;

/** Put on the stage; `target` is moved. `key` changes with the picture. */
export function useGestures(
	stage: RefObject<HTMLElement | null>,
	target: RefObject<HTMLElement | null>,
	key: string,
	actions: GestureActions,
): void {
	const latest = useRef(actions);
	useEffect(() => {
		latest.current = actions;
	});
	// biome-ignore lint/correctness/useExhaustiveDependencies: another picture begins unzoomed
	useEffect(() => {
		const element = stage.current;
		if (!element) return;
		const move = new Moves(element, () => target.current, latest);
		return move.listen();
	}, [stage, target, key]);
}

class Moves {
	private now: Transform = { scale: 1, x: 0, y: 0 };
	private readonly fingers = new Map<number, { x: number; y: number }>();
	private from = { x: 0, y: 0 };
	private moved = false;
	private lastTap = 0;
	private tapTimer = 0;

	constructor(
		private readonly stage: HTMLElement,
		private readonly target: () => HTMLElement | null,
		private readonly actions: RefObject<GestureActions>,
	) {}

	listen(): () => void {
		const { stage } = this;
		const stop = new AbortController();
		const { signal } = stop;
		stage.addEventListener("pointerdown", this.down, { signal });
		stage.addEventListener("pointermove", this.move, { signal });
		stage.addEventListener("pointerup", this.up, { signal });
		stage.addEventListener("pointercancel", this.up, { signal });
		stage.addEventListener("wheel", this.wheel, { signal, passive: false });
		this.apply();
		return () => {
			clearTimeout(this.tapTimer);
			stop.abort();
		};
	}

	private down = (event: PointerEvent): void => {
		// Buttons and a player's controls keep their own.
		if ((event.target as Element).closest("button, video, a")) return;
		this.stage.setPointerCapture(event.pointerId);
		this.fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
		if (this.fingers.size === 1) {
			this.from = { x: event.clientX, y: event.clientY };
			this.moved = false;
		}
	};

	private move = (event: PointerEvent): void => {
		const before = this.fingers.get(event.pointerId);
		if (!before) return;
		const here = { x: event.clientX, y: event.clientY };
		const other = [...this.fingers].find(([id]) => id !== event.pointerId)?.[1];
		this.fingers.set(event.pointerId, here);
		if (other) {
			this.moved = true;
			const centre = { x: (here.x + other.x) / 2, y: (here.y + other.y) / 2 };
			this.zoomAt(centre, distance(here, other) / Math.max(distance(before, other), 1));
			return;
		}
		if (!this.moved && distance(here, this.from) < 6) return;
		this.moved = true;
		if (this.now.scale > 1) this.pan(here.x - before.x, here.y - before.y);
		else this.drag(here);
	};

	private up = (event: PointerEvent): void => {
		if (!this.fingers.delete(event.pointerId) || this.fingers.size > 0) return;
		const away = { x: event.clientX - this.from.x, y: event.clientY - this.from.y };
		if (!this.moved) {
			this.tapped(event);
			return;
		}
		if (this.now.scale > 1) return;
		const sideways = Math.abs(away.x) > Math.abs(away.y);
		if (sideways && Math.abs(away.x) > pageDistance) {
			const forwards = getComputedStyle(this.stage).direction === "rtl" ? away.x > 0 : away.x < 0;
			this.actions.current.onPage(forwards ? 1 : -1);
		} else if (!sideways && away.y > closeDistance) this.actions.current.onClose();
		this.settle();
	};

	private wheel = (event: WheelEvent): void => {
		event.preventDefault();
		this.zoomAt({ x: event.clientX, y: event.clientY }, Math.exp(-event.deltaY * 0.0022));
	};

	private tapped(event: PointerEvent): void {
		const now = performance.now();
		clearTimeout(this.tapTimer);
		if (now - this.lastTap < doubleTapMs) {
			this.lastTap = 0;
			const here = { x: event.clientX, y: event.clientY };
			if (this.now.scale > 1) this.settle();
			else this.zoomAt(here, 2.5);
			return;
		}
		this.lastTap = now;
		this.tapTimer = window.setTimeout(() => this.actions.current.onTap(), doubleTapMs);
	}

	/** What lies under the point stays under it. */
	private zoomAt(point: { x: number; y: number }, factor: number): void {
		const { left, top, width, height } = this.stage.getBoundingClientRect();
		const scale = Math.min(Math.max(this.now.scale * factor, 1), most);
		const grown = scale / this.now.scale;
		const [cx, cy] = [point.x - left - width / 2, point.y - top - height / 2];
		this.now = { scale, x: cx - (cx - this.now.x) * grown, y: cy - (cy - this.now.y) * grown };
		this.pan(0, 0);
	}

	private pan(dx: number, dy: number): void {
		const { width, height } = this.stage.getBoundingClientRect();
		const [roomX, roomY] = [(width * (this.now.scale - 1)) / 2, (height * (this.now.scale - 1)) / 2];
		this.now.x = Math.min(Math.max(this.now.x + dx, -roomX), roomX);
		this.now.y = Math.min(Math.max(this.now.y + dy, -roomY), roomY);
		this.apply();
	}

	private drag(here: { x: number; y: number }): void {
		const [dx, dy] = [here.x - this.from.x, here.y - this.from.y];
		this.now =
			Math.abs(dx) > Math.abs(dy) ? { scale: 1, x: dx, y: 0 } : { scale: 1, x: 0, y: Math.max(dy, 0) };
		this.apply();
	}

	private settle(): void {
		this.now = { scale: 1, x: 0, y: 0 };
		this.apply(true);
	}

	private apply(gently = false): void {
		const target = this.target();
		if (!target) return;
		target.style.transition = gently ? "transform var(--slow)" : "none";
		target.style.transform = `translate(${this.now.x}px, ${this.now.y}px) scale(${this.now.scale})`;
	}
}

function distance(a: { x: number; y: number }, b: { x: number; y: number }): number {
	return Math.hypot(a.x - b.x, a.y - b.y);
}
