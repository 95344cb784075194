// Games of chess in a chat, as a pure function of the set of operations. A move names the one before it, so the moves of
// a game are a tree; what counts is its longest line of legal moves by those whose turn it was, of equally long ones
// the one that was there first. So a move that was answered stays, whatever arrives later.
import { byStamp, earliest, id, later, putEarliest, within } from "./kit/converge.js";
import { key, moves, notation, outcome, play, start, written } from "./rules.js";

const most = { games: 200, players: 20, siblings: 4, plies: 1200 };

export const empty = () => ({
	games: new Map(),
	joins: new Map(),
	moves: new Map(),
	resigned: new Map(),
	draws: new Map(),
	changes: new Map(),
});

/** Takes one operation in. */
export function apply(state, op, stamp) {
	const game = op.k === "new" ? stamp.id : id(op.g);
	const change = Object.hasOwn(changes, op.k) ? changes[op.k] : undefined;
	if (!change || !game) return;
	change(state, game, op, stamp);
	state.changes.set(game, (state.changes.get(game) ?? 0) + 1);
}

const changes = {
	new: (state, game, op, stamp) =>
		putEarliest(state.games, game, { ...stamp, side: op.side === "b" ? "b" : "w", only: id(op.only) }),
	join: (state, game, _, stamp) => putEarliest(within(state.joins, game), stamp.by, { ...stamp }),
	move(state, game, op, stamp) {
		if (typeof op.m !== "string" || !/^[a-h][1-8][a-h][1-8][qrbn]?$/.test(op.m)) return;
		const move = { ...stamp, m: op.m, vs: id(op.vs) };
		putEarliest(within(within(state.moves, game), id(op.prev)), stamp.id, move);
	},
	resign: (state, game, _, stamp) => putEarliest(within(state.resigned, game), stamp.by, { ...stamp }),
	draw: (state, game, op, stamp) =>
		putEarliest(within(within(state.draws, game), id(op.at)), stamp.by, { ...stamp }),
};

/** All games, newest first. */
export const games = (state) => earliest(state.games, most.games).reverse();

/**
 * A game as it stands; undefined if there is none.
 * @returns {undefined | { id: string, by: string, only: string, white: string, black: string, position: object,
 *   line: { id: string, m: string, text: string, by: string }[], ends: string, winner: string, turn: string, offered: string[] }}
 */
export function look(state, game) {
	const made = state.games.get(game);
	if (!made) return undefined;
	const best = rivals(state, made)
		.map((rival) => ({ rival, ...longest(state, made, rival) }))
		.sort((a, b) => b.line.length - a.line.length)[0];
	const rival = best?.rival ?? "";
	const [white, black] = made.side === "w" ? [made.by, rival] : [rival, made.by];
	const { position, line, ends } = best ?? { position: start(), line: [], ends: "waiting" };
	const seen = {
		id: game,
		by: made.by,
		only: made.only,
		white,
		black,
		position,
		line,
		ends,
		winner: "",
		turn: "",
		offered: [],
	};
	return decide(state, seen);
}

/** Who may play against the maker: the one who was asked, or all who joined, the first one first. */
function rivals(state, made) {
	if (made.only && made.only !== made.by) return [made.only];
	const joined = earliest(state.joins.get(made.id) ?? new Map(), most.players);
	return joined.map(({ by }) => by).filter((by) => by !== made.by);
}

/** The longest legal line between the maker and one rival. */
function longest(state, made, rival) {
	const tree = state.moves.get(made.id) ?? new Map();
	const players = made.side === "w" ? [made.by, rival] : [rival, made.by];
	const first = { position: start(), line: [], seen: new Map(), ends: "going" };
	first.seen.set(key(first.position), 1);
	let best = first;
	// Without recursion: a line may be longer than the stack is deep. Earlier siblings are looked at first, so that
	// of lines of one length the first stays.
	const open = [first];
	while (open.length > 0) {
		const node = open.pop();
		if (node.line.length > best.line.length) best = node;
		if (node.ends !== "going" || node.line.length >= most.plies) continue;
		open.push(...replies(tree, node, players).reverse());
	}
	return best;
}

/** The legal moves that somebody made after a node of the tree. */
function replies(tree, node, players) {
	const before = node.line.at(-1)?.id ?? "";
	const made = tree.get(before);
	if (!made) return [];
	const turn = node.line.length % 2;
	const legal = new Map(moves(node.position).map((move) => [written(move), move]));
	return [...made.values()]
		.filter(({ by, vs, m }) => by === players[turn] && vs === players[1 - turn] && legal.has(m))
		.filter(({ id: own }) => !node.line.some((one) => one.id === own))
		.sort(byStamp)
		.slice(0, most.siblings)
		.map((move) => follow(node, move, legal.get(move.m)));
}

function follow(node, made, move) {
	const position = play(node.position, move);
	const now = key(position);
	const seen = new Map(node.seen).set(now, (node.seen.get(now) ?? 0) + 1);
	const entry = { id: made.id, m: made.m, by: made.by, text: notation(node.position, move) };
	return { position, seen, line: [...node.line, entry], ends: outcome(position, seen.get(now)) };
}

/** Adds how it ended, who won, whose turn it is, and who offers a draw. */
function decide(state, seen) {
	const { white, black, position, line } = seen;
	if (seen.ends === "waiting") return seen;
	if (seen.ends === "mate") return { ...seen, winner: position.turn === "w" ? black : white };
	if (seen.ends !== "going") return seen;
	const isPlayer = ({ by }) => by === white || by === black;
	const gaveUp = [...(state.resigned.get(seen.id)?.values() ?? [])].filter(isPlayer).sort(byStamp)[0];
	const agreed = agreement(state, seen, isPlayer);
	if (gaveUp && !(agreed && later(gaveUp, agreed))) {
		return { ...seen, ends: "resigned", winner: gaveUp.by === white ? black : white };
	}
	if (agreed) return { ...seen, ends: "agreed" };
	const offers = state.draws.get(seen.id)?.get(line.at(-1)?.id ?? "") ?? new Map();
	const offered = [...offers.values()].filter(isPlayer).map(({ by }) => by);
	return { ...seen, turn: position.turn === "w" ? white : black, offered };
}

/** A draw that both offered at one point of the game: the stamp of the later offer. */
function agreement(state, { id: game, white, black, line }, isPlayer) {
	if (white === black) return undefined;
	const points = new Set(["", ...line.map((move) => move.id)]);
	const both = [...(state.draws.get(game) ?? [])]
		.filter(([at]) => points.has(at))
		.map(([, offers]) => [...offers.values()].filter(isPlayer).sort(byStamp))
		.filter((offers) => offers.length === 2)
		.map((offers) => offers[1]);
	return both.sort(byStamp)[0];
}
