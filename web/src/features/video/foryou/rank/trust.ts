// How far the vectors of a pack are believed: they are learnt from public acts, and of few acts most is chance.
import { believed } from "../model/constants";
import type { Pack } from "../packs/read";

const known = new WeakMap<Pack, number>();

/** From `believed.least` to 1. Of one video no more counts than `believed.video`: what went viral says nothing of the others. */
export function trustIn(pack: Pack): number {
	let trust = known.get(pack);
	if (trust === undefined) {
		const acts = pack.items.reduce((sum, item) => sum + Math.min(item.acts, believed.video), 0);
		trust = Math.max(believed.least, Math.min(1, acts / believed.acts));
		known.set(pack, trust);
	}
	return trust;
}
