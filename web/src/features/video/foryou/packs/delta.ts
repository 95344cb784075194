// What changed from one pack to the next, applied to the older one.
import type { Item } from "./items";
import { refuse } from "./PackError";
import { limits, type Pack, type Scales, vectorBytes } from "./read";

/** The newer pack; refuses a delta that does not belong to this one. `hash`: the name of the older pack. */
export function applyDelta(pack: Pack, hash: string, delta: Pack): Pack {
	const { header } = delta;
	if (header.base !== hash) refuse("a delta of another pack");
	if (header.model !== pack.header.model || !same(header.scales, pack.header.scales)) refuse("another model");
	if (header.epoch < pack.header.epoch || !samePool(pack, delta)) refuse("a delta of another pool");
	const from = new Map<string, { item: Item; pack: Pack; at: number }>();
	const take = (of: Pack) =>
		of.items.forEach((item, i) => {
			from.set(item.id, { item, pack: of, at: i * vectorBytes });
		});
	take(pack);
	for (const id of header.removed) if (!from.delete(id)) refuse("takes away what is not there");
	take(delta);
	if (from.size > limits.count) refuse("too many items");
	const all = [...from.values()].sort((one, other) => (one.item.id < other.item.id ? -1 : 1));
	const vectors = new Int8Array(all.length * vectorBytes);
	all.forEach(({ pack: of, at }, i) => {
		vectors.set(of.vectors.subarray(at, at + vectorBytes), i * vectorBytes);
	});
	return {
		header: { ...header, base: null, removed: [], count: all.length },
		items: all.map(({ item }) => item),
		vectors,
	};
}

const same = (one: Scales, other: Scales): boolean =>
	one.tasteIn === other.tasteIn &&
	one.tasteOut === other.tasteOut &&
	one.nextIn === other.nextIn &&
	one.nextOut === other.nextOut;

const samePool = ({ header: one }: Pack, { header: other }: Pack): boolean =>
	one.server === other.server &&
	one.pool.language === other.pool.language &&
	one.pool.level === other.pool.level;
