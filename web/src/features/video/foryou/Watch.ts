// Adds up how a video is watched, from where it stands now and then.

/** What came together. */
export interface Watched {
	seconds: number;
	/** 0 to 1. */
	part: number;
	/** Beyond the first time. */
	replays: number;
}

/** A larger step is a jump, not watching. */
const largestStep = 2;

/** One video, from its beginning on the screen to its end there. */
export class Watch {
	/** That were really seen. */
	seconds = 0;
	private part = 0;
	private before: number | null = null;
	private told: Watched = { seconds: 0, part: 0, replays: 0 };

	constructor(private readonly length: number) {}

	/** Where it is now. */
	at(now: number, paused: boolean): void {
		const { before, length } = this;
		this.before = now;
		if (before === null) {
			// It began before the first look: as much as it shows, at most.
			if (!paused) this.seconds += Math.min(now, 0.5);
			return;
		}
		// At its end it begins again by itself. What is left is stopped first and put back to its beginning, and that is not the end.
		const edge = Math.min(largestStep, length / 3);
		const around = !paused && before > length - edge && now < edge && now < before;
		const step = around ? length - before + now : now - before;
		if (step <= 0 || step > largestStep) return;
		this.seconds += step;
		this.part = Math.max(this.part, around ? 1 : Math.min(1, now / length));
	}

	/** Quarters that were finished, 0 to 4; `null`: it was passed by, which is no view. */
	quarters(): number | null {
		const part = this.seen();
		if (this.seconds < 2 && part < 0.25) return null;
		return part > 0.97 ? 4 : Math.floor(part * 4);
	}

	/** Jumping to the end is not watching it. */
	private seen(): number {
		return Math.min(this.part, (this.seconds + 0.5) / this.length);
	}

	/** What is new since the last time; `null`: nothing was seen. */
	take(): Watched | null {
		const { seconds, part, length, told } = this;
		if (seconds - told.seconds < 0.1) return null;
		const seen = this.seen();
		const replays = Math.max(0, Math.round(seconds / length) - 1);
		const fresh = {
			seconds: seconds - told.seconds,
			part: seen > 0.97 ? 1 : seen,
			replays: replays - told.replays,
		};
		this.told = { seconds, part, replays };
		return fresh;
	}
}
