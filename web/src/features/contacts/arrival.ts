// Whether the account was made in this page a moment ago: then whoever invited is introduced, once.

let arrived = false;

/** The newcomer is through the door. */
export function noteArrival(): void {
	arrived = true;
}

/** Whether somebody has just arrived; asked once. */
export function takeArrival(): boolean {
	const now = arrived;
	arrived = false;
	return now;
}
