// The rules of chess, complete: a position, its legal moves, what a move makes of it, how a game ends, how a move is
// written. A square is 0 (a8) to 63 (h1); a piece is a letter, capital for White; "" is an empty square.

/** @typedef {{ board: string[], turn: "w" | "b", castle: string, passed: number, quiet: number }} Position */
/** @typedef {{ from: number, to: number, promo?: string }} Move */

const knight = [
	[1, 2],
	[2, 1],
	[2, -1],
	[1, -2],
	[-1, -2],
	[-2, -1],
	[-2, 1],
	[-1, 2],
];
const straight = [
	[1, 0],
	[-1, 0],
	[0, 1],
	[0, -1],
];
const slant = [
	[1, 1],
	[1, -1],
	[-1, 1],
	[-1, -1],
];
const king = [...straight, ...slant];
/** Which castling right is gone when something leaves or reaches a corner or a king's square. */
const rights = { 0: "q", 4: "kq", 7: "k", 56: "Q", 60: "KQ", 63: "K" };

/** How a game begins. @returns {Position} */
export const start = () => ({
	board: [..."rnbqkbnrpppppppp", ...Array(32).fill(""), ..."PPPPPPPPRNBQKBNR"],
	turn: "w",
	castle: "KQkq",
	passed: -1,
	quiet: 0,
});

/** Whose piece it is; "" of an empty square. */
export const colour = (piece) => (piece === "" ? "" : piece === piece.toUpperCase() ? "w" : "b");
const other = (turn) => (turn === "w" ? "b" : "w");
const column = (square) => square % 8;
const row = (square) => square >> 3;
const at = (x, y) => (x >= 0 && x < 8 && y >= 0 && y < 8 ? y * 8 + x : -1);

/** "e4" */
export const squareName = (square) => "abcdefgh"[column(square)] + (8 - row(square));
/** The square of "e4"; -1 if there is none. */
export const square = (name) =>
	/^[a-h][1-8]$/.test(name) ? at(name.charCodeAt(0) - 97, 8 - Number(name[1])) : -1;

/** A move as "e2e4" or "e7e8q". @param {Move} move */
export const written = ({ from, to, promo = "" }) => squareName(from) + squareName(to) + promo;

function* slides(board, from, ways, far) {
	for (const [dx, dy] of ways) {
		for (let step = 1; step <= far; step++) {
			const to = at(column(from) + dx * step, row(from) + dy * step);
			if (to < 0) break;
			yield to;
			if (board[to] !== "") break;
		}
	}
}

const reach = { N: [knight, 1], B: [slant, 7], R: [straight, 7], Q: [king, 7], K: [king, 1] };

/** Whether a side's pieces attack a square. */
function attacked(board, target, by) {
	for (const [kind, [ways, far]] of Object.entries(reach)) {
		const piece = by === "w" ? kind : kind.toLowerCase();
		for (const from of slides(board, target, ways, far)) if (board[from] === piece) return true;
	}
	const from = by === "w" ? 1 : -1;
	const pawn = by === "w" ? "P" : "p";
	return [-1, 1].some((dx) => {
		const place = at(column(target) + dx, row(target) + from);
		return place >= 0 && board[place] === pawn;
	});
}

/** Whether the side's king is attacked. */
export function inCheck({ board }, side) {
	const place = board.indexOf(side === "w" ? "K" : "k");
	return place >= 0 && attacked(board, place, other(side));
}

function* pawnMoves({ board, turn, passed }, from) {
	const ahead = turn === "w" ? -1 : 1;
	const home = turn === "w" ? 6 : 1;
	const one = at(column(from), row(from) + ahead);
	if (one >= 0 && board[one] === "") {
		yield one;
		const two = at(column(from), row(from) + 2 * ahead);
		if (row(from) === home && board[two] === "") yield two;
	}
	for (const dx of [-1, 1]) {
		const to = at(column(from) + dx, row(from) + ahead);
		if (to >= 0 && (colour(board[to]) === other(turn) || to === passed)) yield to;
	}
}

function* castles({ board, turn, castle }) {
	const from = turn === "w" ? 60 : 4;
	if (attacked(board, from, other(turn))) return;
	for (const [right, steps, between] of [
		["k", 1, [1, 2]],
		["q", -1, [-1, -2, -3]],
	]) {
		if (!castle.includes(turn === "w" ? right.toUpperCase() : right)) continue;
		if (between.some((step) => board[from + step] !== "")) continue;
		if (attacked(board, from + steps, other(turn))) continue;
		yield { from, to: from + 2 * steps };
	}
}

/** Every legal move. @param {Position} position @returns {Move[]} */
export function moves(position) {
	const { board, turn } = position;
	const found = [];
	for (let from = 0; from < 64; from++) {
		if (colour(board[from]) !== turn) continue;
		const kind = board[from].toUpperCase();
		const targets = kind === "P" ? pawnMoves(position, from) : slides(board, from, ...reach[kind]);
		for (const to of targets) {
			if (colour(board[to]) === turn) continue;
			if (kind === "P" && (row(to) === 0 || row(to) === 7))
				for (const promo of "qrbn") found.push({ from, to, promo });
			else found.push({ from, to });
		}
	}
	found.push(...castles(position));
	return found.filter((move) => !inCheck(play(position, move), turn));
}

/** The position after a move; the move is not checked. @param {Position} position @param {Move} move @returns {Position} */
export function play(position, { from, to, promo }) {
	const board = [...position.board];
	const piece = board[from];
	const pawn = piece.toUpperCase() === "P";
	const taken = board[to] !== "";
	board[to] = promo ? (position.turn === "w" ? promo.toUpperCase() : promo) : piece;
	board[from] = "";
	if (pawn && to === position.passed) board[at(column(to), row(from))] = "";
	if (piece.toUpperCase() === "K" && Math.abs(to - from) === 2) {
		const [rook, place] = to > from ? [from + 3, from + 1] : [from - 4, from - 1];
		board[place] = board[rook];
		board[rook] = "";
	}
	const gone = (rights[from] ?? "") + (rights[to] ?? "");
	return {
		board,
		turn: other(position.turn),
		castle: [...position.castle].filter((right) => !gone.includes(right)).join(""),
		passed: pawn && Math.abs(to - from) === 16 ? (from + to) / 2 : -1,
		quiet: pawn || taken ? 0 : position.quiet + 1,
	};
}

/** Equal positions have equal keys: for the draw by repetition. A square passed by a pawn counts only if it can be taken. */
export function key(position) {
	const passed =
		position.passed >= 0 &&
		moves(position).some(({ from, to }) => to === position.passed && /p/i.test(position.board[from]));
	return [
		position.board.map((piece) => piece || ".").join(""),
		position.turn,
		position.castle,
		passed ? position.passed : "-",
	].join(" ");
}

/** Neither side could ever mate: bare kings, one minor piece, or bishops that all stand on one colour. */
function tooFew(board) {
	const left = board.flatMap((piece, place) =>
		piece === "" || /k/i.test(piece) ? [] : [[piece.toUpperCase(), (column(place) + row(place)) % 2]],
	);
	if (left.length <= 1) return left.every(([kind]) => kind === "B" || kind === "N");
	return left.every(([kind, shade]) => kind === "B" && shade === left[0][1]);
}

/**
 * How the game stands by the rules alone.
 * @param {Position} position @param {number} repeated how often this position has been there, with now
 * @returns {"going" | "mate" | "stalemate" | "material" | "repetition" | "fifty"}
 */
export function outcome(position, repeated) {
	if (moves(position).length === 0) return inCheck(position, position.turn) ? "mate" : "stalemate";
	if (tooFew(position.board)) return "material";
	if (repeated >= 3) return "repetition";
	if (position.quiet >= 100) return "fifty";
	return "going";
}

/** A legal move as players write it: Nf3, exd5, O-O, e8=Q+, Rad1#. @param {Position} position @param {Move} move */
export function notation(position, move) {
	const { board } = position;
	const kind = board[move.from].toUpperCase();
	const next = play(position, move);
	const end = !inCheck(next, next.turn) ? "" : moves(next).length === 0 ? "#" : "+";
	if (kind === "K" && Math.abs(move.to - move.from) === 2)
		return (move.to > move.from ? "O-O" : "O-O-O") + end;
	const takes = board[move.to] !== "" || (kind === "P" && move.to === position.passed);
	const promo = move.promo ? `=${move.promo.toUpperCase()}` : "";
	const from = kind === "P" ? (takes ? squareName(move.from)[0] : "") : kind + whichOne(position, move);
	return from + (takes ? "x" : "") + squareName(move.to) + promo + end;
}

/** What tells a piece from others of its kind that could go there too. */
function whichOne(position, move) {
	const rivals = moves(position).filter(
		({ from, to }) =>
			to === move.to && from !== move.from && position.board[from] === position.board[move.from],
	);
	if (rivals.length === 0) return "";
	const name = squareName(move.from);
	if (rivals.every(({ from }) => column(from) !== column(move.from))) return name[0];
	if (rivals.every(({ from }) => row(from) !== row(move.from))) return name[1];
	return name;
}
