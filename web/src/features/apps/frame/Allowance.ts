// How much of something a mini-app may do: so many at once, and so many a second from then on.

export class Allowance {
	private left: number;

	constructor(
		private readonly atOnce: number,
		private readonly perSecond: number,
		private last = 0,
	) {
		this.left = atOnce;
	}

	/** Takes one, or several; false when there are not so many, and then none is taken. */
	take(nowMs: number, many = 1): boolean {
		const passed = Math.max(0, nowMs - this.last) / 1000;
		this.left = Math.min(this.atOnce, this.left + passed * this.perSecond);
		this.last = nowMs;
		if (this.left < many) return false;
		this.left -= many;
		return true;
	}
}
