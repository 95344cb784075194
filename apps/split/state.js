// Who paid what for whom, as a pure function of the set of operations. Amounts are whole cents; a cent that cannot be
// divided goes to one person, the same on every device.
import { earliest, id, list, putEarliest, putLatest, text, whole } from "./kit/converge.js";
import { currencies } from "./kit/words.js";

const most = { people: 50, expenses: 1000, amount: 1e9, parts: 9 };

export const empty = () => ({
	currency: new Map(),
	title: new Map(),
	people: new Map(),
	guests: new Map(),
	expenses: new Map(),
	payments: new Map(),
	gone: new Map(),
});

/** Takes one operation in. */
export function apply(state, op, stamp) {
	if (Object.hasOwn(changes, op.k)) changes[op.k](state, op, stamp);
}

const changes = {
	currency(state, op, stamp) {
		if (currencies.includes(op.code)) putLatest(state.currency, "", { ...stamp, code: op.code });
	},
	title: (state, op, stamp) => putLatest(state.title, "", { ...stamp, text: text(op.text, 40) }),
	join: (state, _, stamp) => putEarliest(state.people, stamp.by, { ...stamp }),
	guest(state, op, stamp) {
		if (text(op.name, 40)) putEarliest(state.guests, stamp.id, { ...stamp, name: text(op.name, 40) });
	},
	// The same for a new one and for a change of one: then `e` says which.
	expense(state, op, stamp) {
		const amount = whole(op.amount, 1, most.amount, 0);
		const parts = list(op.parts, most.people, (part) => {
			const who = id(part?.[0]);
			const n = whole(part?.[1], 1, most.parts, 0);
			return who && n > 0 ? [who, n] : undefined;
		});
		const each = parts.filter(([who], at) => parts.findIndex(([other]) => other === who) === at);
		if (amount === 0 || each.length === 0 || !id(op.payer)) return;
		const key = id(op.e) || stamp.id;
		putLatest(state.expenses, key, {
			...stamp,
			key,
			what: text(op.what, 60),
			amount,
			payer: id(op.payer),
			parts: each,
		});
	},
	paid(state, op, stamp) {
		const amount = whole(op.amount, 1, most.amount, 0);
		const [from, to] = [id(op.from), id(op.to)];
		if (amount > 0 && from && to && from !== to)
			putEarliest(state.payments, stamp.id, { ...stamp, from, to, amount });
	},
	gone: (state, op, stamp) => putLatest(state.gone, id(op.i), { ...stamp, on: op.on !== false }),
};

/** The currency of all amounts; empty until somebody chose it. */
export const currency = (state) => state.currency.get("")?.code ?? "";
/** What it is about; empty if nobody said. */
export const title = (state) => state.title.get("")?.text ?? "";

/** Who takes part: people by their address, guests by a name somebody gave them. @returns {{ id: string, name: string }[]} */
export function people(state) {
	const joined = earliest(state.people, most.people).map(({ by }) => ({ id: by, name: "" }));
	const guests = earliest(state.guests, most.people)
		.filter(({ id: key }) => !state.gone.get(key)?.on || isUsed(state, key))
		.map(({ id: key, name }) => ({ id: key, name }));
	return [...joined, ...guests];
}

/** Whoever something was paid by or for cannot be taken out: the sums would no longer be even. */
export const isUsed = (state, who) =>
	expenses(state).some(({ payer, parts }) => payer === who || parts.some(([other]) => other === who)) ||
	payments(state).some(({ from, to }) => from === who || to === who);

/** All expenses, newest first, with what each person owes of it. */
export const expenses = (state) =>
	earliest(state.expenses, most.expenses)
		.filter(({ key }) => !state.gone.get(key)?.on)
		.map((made) => ({ ...made, shares: shares(made) }))
		.reverse();

/** What people paid back, newest first. */
export const payments = (state) =>
	earliest(state.payments, most.expenses)
		.filter(({ id: key }) => !state.gone.get(key)?.on)
		.reverse();

/** An amount in parts. What is left over goes cent by cent to the people in the order of a number made from the expense. */
export function shares({ key, amount, parts }) {
	const all = parts.reduce((sum, [, n]) => sum + n, 0);
	const sorted = [...parts].sort(([a], [b]) => (a < b ? -1 : 1));
	const owed = new Map(sorted.map(([who, n]) => [who, Math.floor((amount * n) / all)]));
	let left = amount - [...owed.values()].reduce((sum, n) => sum + n, 0);
	const turn = [...key].reduce((sum, sign) => (sum * 31 + sign.codePointAt(0)) % 9973, 7);
	for (let n = 0; left > 0; n++, left--) {
		const [who] = sorted[(turn + n) % sorted.length];
		owed.set(who, owed.get(who) + 1);
	}
	return owed;
}

/** What each person gets back (above zero) or owes (below). The sum is always zero. @returns {Map<string, number>} */
export function balances(state) {
	const sums = new Map(people(state).map((one) => [one.id, 0]));
	const add = (who, amount) => sums.set(who, (sums.get(who) ?? 0) + amount);
	for (const { payer, amount, shares: owed } of expenses(state)) {
		add(payer, amount);
		for (const [who, part] of owed) add(who, -part);
	}
	for (const { from, to, amount } of payments(state)) {
		add(from, amount);
		add(to, -amount);
	}
	return sums;
}

/** Few payments that make all even: who owes most pays who gets most. @returns {{ from: string, to: string, amount: number }[]} */
export function settle(sums) {
	const left = [...sums].filter(([, amount]) => amount !== 0).map(([who, amount]) => ({ who, amount }));
	const found = [];
	while (left.length > 1) {
		left.sort((a, b) => a.amount - b.amount || (a.who < b.who ? -1 : 1));
		const [owes, gets] = [left[0], left.at(-1)];
		const amount = Math.min(-owes.amount, gets.amount);
		if (amount <= 0) break;
		found.push({ from: owes.who, to: gets.who, amount });
		owes.amount += amount;
		gets.amount -= amount;
		for (const one of [owes, gets]) if (one.amount === 0) left.splice(left.indexOf(one), 1);
	}
	return found;
}
