// Shops of a chat, as a pure function of the set of operations. Each person may have one: only its owner's operations
// change its menu and answer its orders. An order names the versions of the dishes it is for, so that the price is what the
// owner wrote, whoever wrote the order.
import {
	byStamp,
	earliest,
	id,
	later,
	list,
	putEarliest,
	putLatest,
	text,
	whole,
	within,
} from "./kit/converge.js";
import { currencies } from "./kit/words.js";

const most = { shops: 50, dishes: 200, orders: 500, lines: 40, pieces: 99, price: 1e9 };

export const empty = () => ({
	shops: new Map(),
	dishes: new Map(),
	versions: new Map(),
	orders: new Map(),
	answers: new Map(),
	cancels: new Map(),
});

/** Takes one operation in. */
export function apply(state, op, stamp) {
	if (Object.hasOwn(changes, op.k)) changes[op.k](state, op, stamp);
}

const changes = {
	shop: (state, op, stamp) =>
		putLatest(state.shops, stamp.by, {
			...stamp,
			name: text(op.name, 40),
			about: text(op.about, 200),
			currency: currencies.includes(op.currency) ? op.currency : "EUR",
			open: op.open !== false,
		}),
	dish(state, op, stamp) {
		const version = {
			...stamp,
			dish: id(op.i) || stamp.id,
			name: text(op.name, 60),
			note: text(op.note, 160),
			group: text(op.group, 40),
			price: whole(op.price, 0, most.price, 0),
			out: op.out === true,
			gone: op.gone === true,
		};
		putLatest(within(state.dishes, stamp.by), version.dish, version);
		putEarliest(within(state.versions, stamp.by), stamp.id, version);
	},
	order(state, op, stamp) {
		const lines = list(op.lines, most.lines, (line) => {
			const version = id(line?.v);
			const n = whole(line?.n, 1, most.pieces, 0);
			return version && n > 0 ? { version, n } : undefined;
		});
		const shop = id(op.s);
		if (shop && lines.length > 0)
			putEarliest(state.orders, stamp.id, { ...stamp, shop, lines, note: text(op.note, 200) });
	},
	answer(state, op, stamp) {
		if (!["accepted", "ready", "done", "declined"].includes(op.to)) return;
		putEarliest(within(state.answers, id(op.o)), stamp.id, { ...stamp, to: op.to });
	},
	cancel: (state, op, stamp) => putEarliest(within(state.cancels, id(op.o)), stamp.by, { ...stamp }),
};

/** All shops, the first one first. */
export const shops = (state) => earliest(state.shops, most.shops).filter(({ name }) => name);

/** A shop by its owner; undefined if there is none. */
export function shop(state, owner) {
	const found = state.shops.get(owner);
	return found?.name ? found : undefined;
}

/** What a shop sells, in groups, each dish where it was first put. */
export function menu(state, owner) {
	const since = new Map();
	for (const version of state.versions.get(owner)?.values() ?? []) putEarliest(since, version.dish, version);
	const dishes = [...since.values()]
		.sort(byStamp)
		.map(({ dish }) => state.dishes.get(owner).get(dish))
		.filter((dish) => dish && !dish.gone && dish.name)
		.slice(0, most.dishes);
	const groups = new Map();
	for (const dish of dishes) within(groups, dish.group, () => []).push(dish);
	return [...groups].map(([name, inside]) => ({ name, dishes: inside }));
}

/**
 * An order as it stands: its lines with the owner's names and prices, the sum, and how far it is.
 * @returns {undefined | { id: string, by: string, t: number, shop: string, note: string, status: string, total: number,
 *   lines: { name: string, price: number, n: number }[] }}
 */
export function order(state, key) {
	const made = state.orders.get(key);
	if (!made) return undefined;
	const versions = state.versions.get(made.shop) ?? new Map();
	const lines = made.lines
		.map(({ version, n }) => ({
			name: versions.get(version)?.name ?? "",
			price: versions.get(version)?.price ?? 0,
			n,
		}))
		.filter(({ name }) => name);
	const total = lines.reduce((sum, { price, n }) => sum + price * n, 0);
	return {
		id: key,
		by: made.by,
		t: made.t,
		shop: made.shop,
		note: made.note,
		status: status(state, made),
		total,
		lines,
	};
}

/** What the owner said last; cancelled if the customer said so before the owner answered. */
function status(state, made) {
	const answers = [...(state.answers.get(made.id)?.values() ?? [])]
		.filter(({ by }) => by === made.shop)
		.sort(byStamp);
	const cancel = state.cancels.get(made.id)?.get(made.by);
	if (cancel && !(answers.length > 0 && later(cancel, answers[0]))) return "cancelled";
	return answers.at(-1)?.to ?? "new";
}

/** The orders of a shop that are of something it sells or sold, newest first. */
export const orders = (state, owner) =>
	earliest(state.orders, most.orders * 4)
		.filter((made) => made.shop === owner)
		.map((made) => order(state, made.id))
		.filter(({ lines }) => lines.length > 0)
		.slice(0, most.orders)
		.reverse();

/** Whether somebody still has to do something about it. */
export const isOpen = ({ status: now }) => now === "new" || now === "accepted" || now === "ready";
