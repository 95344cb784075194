// The board: 64 buttons. Tap or Enter takes a piece up and puts it down, arrow keys walk.
import { h } from "./kit/dom.js";
import { sheet } from "./kit/screen.js";
import { t } from "./kit/words.js";
import { drawing } from "./pieces.js";
import { colour, inCheck, moves, square, squareName } from "./rules.js";

/** What the person holds and where the keyboard is: of this screen only. */
const hand = { game: "", from: -1, at: 52, plies: 0 };

/**
 * A game's board.
 * @param {{ me: string, flipped: boolean, move: (move: { from: number, to: number }) => void, redraw: () => void }} how
 */
export function board(seen, { me, flipped, move, redraw }) {
	if (hand.game !== seen.id || hand.plies !== seen.line.length) {
		Object.assign(hand, { game: seen.id, from: -1, plies: seen.line.length });
	}
	const myTurn = seen.turn === me;
	const targets =
		myTurn && hand.from >= 0
			? moves(seen.position)
					.filter(({ from }) => from === hand.from)
					.map(({ to }) => to)
			: [];
	const press = (place) => {
		hand.at = place;
		const mine = myTurn && colour(seen.position.board[place]) === seen.position.turn;
		if (targets.includes(place)) {
			const from = hand.from;
			hand.from = -1;
			move({ from, to: place });
		} else hand.from = mine && hand.from !== place ? place : -1;
		redraw();
	};
	const order = [...Array(64).keys()].map((n) => (flipped ? 63 - n : n));
	const last = seen.line.at(-1)?.m ?? "";
	const marked = {
		last: [square(last.slice(0, 2)), square(last.slice(2, 4))],
		check: checked(seen.position),
		targets,
	};
	const rows = [];
	for (let y = 0; y < 8; y++) {
		rows.push(
			h(
				"div",
				{ role: "row", class: "rank" },
				order.slice(y * 8, y * 8 + 8).map((place) => cell(seen, place, marked, press, flipped)),
			),
		);
	}
	return h(
		"div",
		{ class: "board", role: "grid", "aria-label": t("board"), onkeydown: (event) => walk(event, flipped) },
		rows,
	);
}

const checked = (position) =>
	inCheck(position, position.turn) ? position.board.indexOf(position.turn === "w" ? "K" : "k") : -1;

function cell(seen, place, { last, check, targets }, press, flipped) {
	const piece = seen.position.board[place];
	const name = squareName(place);
	const dark = (place + (place >> 3)) % 2 === 1;
	const can = targets.includes(place);
	const classes = [
		"square",
		dark ? "dark" : "light",
		last.includes(place) && "last",
		place === hand.from && "held",
		can && (piece ? "takes" : "can"),
		place === check && "check",
	];
	return h(
		"div",
		{ role: "gridcell", key: name },
		h(
			"button",
			{
				type: "button",
				class: classes.filter(Boolean).join(" "),
				"aria-label": spoken(name, piece, can),
				"aria-pressed": place === hand.from ? "true" : undefined,
				tabindex: place === hand.at ? "0" : "-1",
				"data-square": name,
				"data-file": place >> 3 === (flipped ? 0 : 7) ? name[0] : undefined,
				"data-rank": place % 8 === (flipped ? 7 : 0) ? name[1] : undefined,
				onclick: () => press(place),
			},
			piece && drawing(piece),
		),
	);
}

function spoken(name, piece, can) {
	if (piece === "") return t(can ? "square.can" : "square.empty", { square: name });
	const values = { square: name, side: t(`side.${colour(piece)}`), piece: t(`piece.${piece.toUpperCase()}`) };
	return t(can ? "square.takes" : "square.piece", values);
}

const ways = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

function walk(event, flipped) {
	const way = ways[event.key];
	const from = square(event.target.dataset?.square ?? "");
	if (!way || from < 0) return;
	event.preventDefault();
	const turned = flipped ? -1 : 1;
	const x = (from % 8) + way[0] * turned;
	const y = (from >> 3) + way[1] * turned;
	if (x < 0 || x > 7 || y < 0 || y > 7) return;
	hand.at = y * 8 + x;
	const next = event.currentTarget.querySelector(`[data-square="${squareName(hand.at)}"]`);
	event.target.tabIndex = -1;
	next.tabIndex = 0;
	next.focus();
}

/** Asks what a pawn on the last row becomes. */
export function promotion(side, then) {
	sheet(t("promote"), (close) =>
		h(
			"div",
			{ class: "row promotion" },
			["q", "r", "b", "n"].map((kind) =>
				h(
					"button",
					{
						type: "button",
						class: "plain grow",
						"aria-label": t(`piece.${kind.toUpperCase()}`),
						onclick: () => {
							close();
							then(kind);
						},
					},
					drawing(side === "w" ? kind.toUpperCase() : kind),
				),
			),
		),
	);
}
