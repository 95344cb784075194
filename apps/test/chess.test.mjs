// Chess: the rules by counting positions, how games end, and that everybody sees one game.
import assert from "node:assert/strict";
import { test } from "node:test";
import { moves, notation, outcome, play, square, start, written } from "../chess/rules.js";
import * as model from "../chess/state.js";
import { after, converges, dice, shuffled, update } from "./shuffle.mjs";

/** A position from the first four fields of Forsyth-Edwards notation. */
function position(fen) {
	const [rows, turn, castle, passed] = fen.split(" ");
	const board = [...rows.replaceAll("/", "")].flatMap((sign) =>
		/\d/.test(sign) ? Array(Number(sign)).fill("") : [sign],
	);
	return { board, turn, castle: castle.replace("-", ""), passed: square(passed), quiet: 0 };
}

/** How many games of so many moves there are: known numbers, which any mistake in the rules changes. */
const count = (from, depth) =>
	depth === 0 ? 1 : moves(from).reduce((sum, move) => sum + count(play(from, move), depth - 1), 0);

test("the numbers of possible games are the known ones", () => {
	assert.equal(count(start(), 3), 8902);
	// https://www.chessprogramming.org/Perft_Results: castling, pins, promotion, taking in passing.
	assert.equal(count(position("r3k2r/p1ppqpb1/bn2pnp1/3PN3/1p2P3/2N2Q1p/PPPBBPPP/R3K2R w KQkq -"), 2), 2039);
	assert.equal(count(position("8/2p5/3p4/KP5r/1R3p1k/8/4P1P1/8 w - -"), 4), 43238);
	assert.equal(count(position("r3k2r/Pppp1ppp/1b3nbN/nP6/BBP1P3/q4N2/Pp1P2PP/R2Q1RK1 w kq -"), 3), 9467);
	assert.equal(count(position("rnbq1k1r/pp1Pbppp/2p5/8/2B5/8/PPP1NnPP/RNBQK2R w KQ -"), 2), 1486);
});

test("a game ends by mate, stalemate, too few pieces, repetition and fifty moves", () => {
	assert.equal(outcome(position("rnb1kbnr/pppp1ppp/8/4p3/6Pq/5P2/PPPPP2P/RNBQKBNR w KQkq -"), 1), "mate");
	assert.equal(outcome(position("7k/5Q2/6K1/8/8/8/8/8 b - -"), 1), "stalemate");
	assert.equal(outcome(position("8/8/4k3/8/8/3BK3/8/8 w - -"), 1), "material");
	assert.equal(outcome(position("8/8/4k3/8/8/3RK3/8/8 w - -"), 1), "going");
	assert.equal(outcome(start(), 3), "repetition");
	assert.equal(outcome({ ...position("8/8/4k3/8/8/3RK3/8/8 w - -"), quiet: 100 }, 1), "fifty");
});

test("moves are written as players do", () => {
	const say = (fen, move) => {
		const from = position(fen);
		return notation(
			from,
			moves(from).find((one) => written(one) === move),
		);
	};
	assert.equal(say("4k3/P7/8/8/8/8/8/4K3 w - -", "a7a8q"), "a8=Q+");
	assert.equal(say("4k3/8/8/8/8/8/8/R3K2R w KQ -", "e1g1"), "O-O");
	assert.equal(say("4k3/8/8/8/8/8/4K3/R6R w - -", "a1d1"), "Rad1");
	assert.equal(say("4k3/8/8/R7/8/8/4K3/R7 w - -", "a1a3"), "R1a3");
	assert.equal(say("6k1/5ppp/8/8/8/8/8/R3K3 w - -", "a1a8"), "Ra8#");
	assert.equal(say("4k3/8/8/3pP3/8/8/8/4K3 w - d6", "e5d6"), "exd6");
});

/** A game between ana (White) and bo, by the moves. */
function record(...played) {
	const updates = [
		update("ana", 1, "g", { k: "new", side: "w" }),
		update("bo", 2, "j", { k: "join", g: "g" }),
	];
	played.forEach((m, n) => {
		const [by, vs] = n % 2 === 0 ? ["ana", "bo"] : ["bo", "ana"];
		updates.push(update(by, 3 + n, `m${n}`, { k: "move", g: "g", prev: n === 0 ? "" : `m${n - 1}`, m, vs }));
	});
	return updates;
}
const seen = (updates) => model.look(after(model, updates), "g");

test("a game is played to mate", () => {
	const game = seen(record("f2f3", "e7e5", "g2g4", "d8h4"));
	assert.deepEqual(
		game.line.map(({ text }) => text),
		["f3", "e5", "g4", "Qh4#"],
	);
	assert.deepEqual([game.ends, game.winner, game.turn], ["mate", "bo", ""]);
});

test("an illegal move, one out of turn and one of a stranger are not there", () => {
	const game = record("e2e4");
	game.push(update("bo", 9, "x1", { k: "move", g: "g", prev: "m0", m: "e7e4", vs: "ana" }));
	game.push(update("ana", 9, "x2", { k: "move", g: "g", prev: "m0", m: "d2d4", vs: "bo" }));
	game.push(update("cy", 9, "x3", { k: "move", g: "g", prev: "m0", m: "e7e5", vs: "ana" }));
	assert.deepEqual(
		seen(game).line.map(({ m }) => m),
		["e2e4"],
	);
	assert.equal(seen(game).turn, "bo");
});

test("a move that was answered stays, though another of the same turn arrives with an earlier time", () => {
	const game = record("e2e4", "e7e5");
	game.push(update("ana", 1, "early", { k: "move", g: "g", prev: "", m: "d2d4", vs: "bo" }));
	assert.deepEqual(
		seen(game).line.map(({ m }) => m),
		["e2e4", "e7e5"],
	);
});

test("of two moves of one turn that nobody answered, the first counts", () => {
	const game = [
		...record(),
		...["e2e4", "d2d4"].map((m, n) =>
			update("ana", 9 - n, `m${n}`, { k: "move", g: "g", prev: "", m, vs: "bo" }),
		),
	];
	assert.deepEqual(
		seen(game).line.map(({ m }) => m),
		["d2d4"],
	);
});

test("of two who join at once the first plays, unless the game went on with the other", () => {
	const [made, bo] = record();
	const cy = update("cy", 1, "j2", { k: "join", g: "g" });
	assert.equal(seen([made, bo, cy]).black, "cy");
	assert.equal(seen([...record("e2e4", "e7e5"), cy]).black, "bo");
});

test("giving up, and a draw that both want", () => {
	const game = record("e2e4", "e7e5");
	assert.equal(seen([...game, update("ana", 9, "r", { k: "resign", g: "g" })]).winner, "bo");
	assert.equal(seen([...game, update("cy", 9, "r", { k: "resign", g: "g" })]).ends, "going");
	const offer = update("ana", 9, "d1", { k: "draw", g: "g", at: "m1" });
	assert.deepEqual(seen([...game, offer]).offered, ["ana"]);
	assert.equal(
		seen([...game, offer, update("bo", 10, "d2", { k: "draw", g: "g", at: "m1" })]).ends,
		"agreed",
	);
});

test("a long game in any order is the same game", () => {
	const updates = record(
		..."e2e4 e7e5 g1f3 b8c6 f1b5 a7a6 b5a4 g8f6 e1g1 f6e4 d2d4 b7b5 a4b3 d7d5 d4e5 c8e6".split(" "),
	);
	const wanted = JSON.stringify(seen(updates));
	for (let seed = 1; seed <= 30; seed++)
		assert.equal(JSON.stringify(seen(shuffled(updates, dice(seed)))), wanted);
});

test("random and hostile updates converge", () => {
	const firsts = ["e2e4", "d2d4", "e7e5", "d7d5", "g1f3", "b8c6", "e1e8"];
	converges({
		model,
		size: 60,
		op: ({ one, below }, ids) => {
			const g = ids[0] ?? "op0";
			const kinds = [
				{ k: "new", side: one(["w", "b"]), only: one(["", "bo"]) },
				{ k: "join", g },
				{
					k: "move",
					g,
					prev: below(2) ? "" : one([...ids, ""]),
					m: one(firsts),
					vs: one(["ana", "bo", "cy"]),
				},
				{ k: "resign", g },
				{ k: "draw", g, at: one([...ids, ""]) },
			];
			return ids.length === 0 ? kinds[0] : kinds[[1, 2, 2, 2, 2, 2, 2, 3, 4][below(9)]];
		},
		view: (state) => model.games(state).map(({ id }) => model.look(state, id)),
	});
});
