// Fingers on a video: one tap pauses, two like, holding opens the menu. A swipe is none of these.

/** Where on the screen. */
export interface Spot {
	x: number;
	y: number;
}

interface Meanings {
	tap: () => void;
	/** Every further tap in quick succession counts too. */
	doubleTap: (at: Spot) => void;
	hold: () => void;
}

/** Within this time a second tap makes a pair. */
export const pairMs = 240;
/** So long a touch is held for the menu. */
export const holdMs = 480;
/** A finger that moves further wants to swipe. */
const stillPx = 12;

/** Reads taps; `down`, `move`, `up` and `cancel` as pointer events come. */
export class Taps {
	private pressed: Spot | null = null;
	private holding: ReturnType<typeof setTimeout> | undefined;
	private single: ReturnType<typeof setTimeout> | undefined;
	private lastPair = Number.NEGATIVE_INFINITY;

	constructor(private readonly meanings: Meanings) {}

	/** A finger or the mouse comes down. */
	down(at: Spot): void {
		this.pressed = at;
		this.holding = setTimeout(() => {
			this.pressed = null;
			this.meanings.hold();
		}, holdMs);
	}

	/** It moves. */
	move(at: Spot): void {
		if (this.pressed && Math.hypot(at.x - this.pressed.x, at.y - this.pressed.y) > stillPx) this.cancel();
	}

	/** It goes up. */
	up(at: Spot, now: number): void {
		clearTimeout(this.holding);
		if (!this.pressed) return;
		this.pressed = null;
		if (this.single !== undefined || now - this.lastPair < pairMs) {
			clearTimeout(this.single);
			this.single = undefined;
			this.lastPair = now;
			this.meanings.doubleTap(at);
			return;
		}
		this.single = setTimeout(() => {
			this.single = undefined;
			this.meanings.tap();
		}, pairMs);
	}

	/** The browser took the touch for a swipe. */
	cancel(): void {
		clearTimeout(this.holding);
		this.pressed = null;
	}

	/** Nothing that is still awaited happens. */
	end(): void {
		this.cancel();
		clearTimeout(this.single);
		this.single = undefined;
	}
}
