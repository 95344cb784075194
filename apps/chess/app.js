// The screens: all games of the chat, and a game.
import { board, promotion } from "./board.js";
import { h, icon } from "./kit/dom.js";
import { join, joinLive } from "./kit/room.js";
import { ask, face, go, head, link, empty as nothing, place, sheet, show, to } from "./kit/screen.js";
import { speak, t } from "./kit/words.js";
import { inCheck, moves, written } from "./rules.js";
import { apply, empty, games, look } from "./state.js";
import { words } from "./words.js";

speak(words);
const state = empty();
const draw = show(screen, t("title"));
const room = join({ apply: (op, stamp) => apply(state, op, stamp), draw });
const { me } = room;

/** Games as they stand, kept while nothing of them changes. */
const known = new Map();
function game(id) {
	const change = state.changes.get(id);
	if (known.get(id)?.change !== change) known.set(id, { change, seen: look(state, id) });
	return known.get(id).seen;
}

/** Who has which game open now: told by the realtime channel, and forgotten after some seconds. */
const present = new Map();
const live = joinLive((message) => {
	if (message?.v === 1) return room.take(message);
	if (typeof message?.here !== "string" || message.here === me || present.size > 100) return;
	const news = present.get(message.here)?.at !== message.at;
	present.set(message.here, { at: message.at, until: Date.now() + 12_000 });
	if (news) {
		room.redraw();
		announce();
	}
});
const announce = () =>
	live?.send({ here: me, at: document.visibilityState === "visible" ? (place()[1] ?? "") : "" });
if (live) {
	setInterval(() => {
		announce();
		for (const [who, { until }] of present) if (until < Date.now() && present.delete(who)) room.redraw();
	}, 5000);
	addEventListener("hashchange", announce);
	addEventListener("visibilitychange", announce);
}

/** Does it, and tells those who look now before the message arrives. */
function act(what, news) {
	const payload = room.act(what, news);
	if (payload) live?.send(payload);
	return payload;
}

function screen() {
	const [what, id] = place();
	return what === "game" ? table(id) : lobby();
}

const isPlayer = (seen, who) => seen.white === who || seen.black === who;

function lobby() {
	const all = games(state)
		.map(({ id }) => game(id))
		.filter((seen) => seen.ends !== "waiting" || !seen.only);
	const mine = all.filter((seen) => seen.turn === me);
	const open = all.filter((seen) => seen.ends === "waiting");
	const going = all.filter((seen) => seen.ends === "going" && seen.turn !== me);
	const over = all.filter((seen) => seen.ends !== "waiting" && seen.ends !== "going");
	const start = h("button", { type: "button", onclick: newGame }, icon("plus"), t("new"));
	if (all.length === 0) return [head(t("title")), nothing(t("nothing"), start)];
	return [
		head(t("title"), { actions: start }),
		h("div", { class: "stack loose" }, [
			part(t("yourMove"), mine),
			part(t("open"), open),
			part(t("going"), going),
			part(t("over"), over),
		]),
	];
}

function part(title, list) {
	if (list.length === 0) return undefined;
	return h(
		"section",
		{ key: title, class: "stack" },
		h("h2", {}, title),
		h("ul", { class: "stack" }, list.map(entry)),
	);
}

function entry(seen) {
	const waiting = seen.ends === "waiting";
	const title = waiting ? asking(seen) : pair(seen);
	const row = [
		face(waiting ? seen.by : rival(seen), room.name(waiting ? seen.by : rival(seen))),
		h(
			"span",
			{ class: "grow" },
			h("strong", {}, title),
			h("br"),
			h("small", { class: "muted" }, status(seen)),
		),
	];
	const canJoin = waiting && seen.by !== me;
	return h(
		"li",
		{ key: seen.id },
		canJoin
			? h(
					"div",
					{ class: "card row" },
					row,
					h("button", { type: "button", onclick: () => joinGame(seen.id) }, t("join")),
				)
			: h("a", { class: "card row", href: to("game", seen.id) }, row, icon("next")),
	);
}

const rival = (seen) => (seen.white === me ? seen.black : seen.white);
const asking = (seen) => (seen.by === me ? t("youAsk") : t("asks", { name: room.name(seen.by) }));
const pair = (seen) => t("pair", { white: room.name(seen.white), black: room.name(seen.black) });

function status(seen) {
	if (seen.ends === "waiting") {
		const side = t(`side.${state.games.get(seen.id).side}`);
		return seen.by === me ? t("playsAsMe", { side }) : t("playsAs", { name: room.name(seen.by), side });
	}
	if (seen.ends === "going")
		return seen.turn === me ? t("turnYou") : t("turn", { name: room.name(seen.turn) });
	if (seen.winner === me) return t(`ends.${seen.ends}You`);
	return t(`ends.${seen.ends}`, { name: room.name(seen.winner) });
}

function newGame() {
	sheet(t("side"), (close) =>
		h(
			"div",
			{ class: "stack" },
			["w", "b", "r"].map((side) =>
				h(
					"button",
					{
						type: "button",
						class: "soft",
						onclick: () => {
							close();
							open(side === "r" ? "wb"[crypto.getRandomValues(new Uint8Array(1))[0] % 2] : side);
						},
					},
					t(`side.${side}`),
				),
			),
		),
	);
}

function open(side, only) {
	const name = room.myName;
	const payload = act(
		{ k: "new", side, ...(only ? { only } : {}) },
		only
			? { notify: { [only]: t("asksYou", { name }) } }
			: { info: t("news.new", { name }), summary: t("summary.open"), href: link("") },
	);
	go("game", payload.ops[0].id);
}

function joinGame(id) {
	const seen = game(id);
	const notify = { [seen.by]: t("news.join", { name: room.myName }) };
	act({ k: "join", g: id }, { info: t("news.join", { name: room.myName }), href: link("game", id), notify });
	go("game", id);
}

function table(id) {
	const seen = game(id);
	if (!seen) return [head(t("title"), { back: to("") }), nothing(t("gone"))];
	const flipped = seen.black === me && seen.white !== me;
	const top = flipped ? "w" : "b";
	const waiting = seen.ends === "waiting";
	return [
		head(waiting ? asking(seen) : pair(seen), { back: to("") }),
		h(
			"div",
			{ class: "table", key: id },
			h(
				"div",
				{ class: "play" },
				player(seen, top),
				board(seen, { me, flipped, move: (move) => choose(seen, move), redraw: draw }),
				player(seen, flipped ? "b" : "w"),
			),
			h("div", { class: "side stack" }, says(seen), deeds(seen), history(seen)),
		),
	];
}

function player(seen, side) {
	const who = side === "w" ? seen.white : seen.black;
	const name = who ? room.name(who) : t("waiting");
	const here = who !== me && present.get(who)?.at === seen.id;
	return h(
		"div",
		{ class: "row player" },
		face(who || "?", who ? name : "?"),
		h(
			"span",
			{ class: "grow" },
			h("strong", {}, name),
			here && [" ", h("small", { class: "good" }, t("here"))],
		),
		seen.ends === "going" &&
			seen.position.turn === side &&
			h("span", { class: "tag now" }, who === me ? t("turnYou") : t("turn", { name })),
		h("small", { class: "muted" }, t(`side.${side}`)),
	);
}

function says(seen) {
	const check = seen.ends === "going" && inCheck(seen.position, seen.position.turn);
	const rivalOffers = seen.offered.find((who) => who !== me);
	return h(
		"p",
		{ class: "notice", role: "status" },
		h("strong", {}, seen.ends === "waiting" ? t("waiting") : status(seen)),
		check && [" · ", t("check")],
		isPlayer(seen, me) && rivalOffers && [" · ", t("drawOffered", { name: room.name(rivalOffers) })],
		seen.offered.includes(me) && [" · ", t("drawWaiting")],
		seen.ends === "going" && !isPlayer(seen, me) && [" · ", t("watching")],
	);
}

function deeds(seen) {
	if (seen.ends === "waiting" && seen.by !== me) {
		return h("button", { type: "button", onclick: () => joinGame(seen.id) }, t("join"));
	}
	if (!isPlayer(seen, me) || seen.ends === "waiting") return undefined;
	if (seen.ends !== "going") {
		const side = seen.white === me ? "b" : "w";
		return h("button", { type: "button", onclick: () => open(side, rival(seen)) }, t("again"));
	}
	const offered = seen.offered.some((who) => who !== me);
	return h(
		"div",
		{ class: "row wrap" },
		!seen.offered.includes(me) &&
			h(
				"button",
				{ type: "button", class: offered ? "soft grow" : "plain grow", onclick: () => offerDraw(seen) },
				t(offered ? "drawYes" : "draw"),
			),
		h(
			"button",
			{
				type: "button",
				class: "plain grow",
				onclick: () => ask(t("resignAsk"), t("resign"), () => resign(seen)),
			},
			icon("flag"),
			t("resign"),
		),
	);
}

function history(seen) {
	const pairs = [];
	for (let at = 0; at < seen.line.length; at += 2)
		pairs.push([at / 2 + 1, seen.line[at].text, seen.line[at + 1]?.text ?? ""]);
	return h(
		"section",
		{ class: "card" },
		h("h2", {}, t("history")),
		pairs.length === 0 && h("p", { class: "muted" }, t("noMoves")),
		h(
			"ol",
			{ class: "moves number" },
			pairs.map(([n, white, black]) =>
				h("li", {}, h("span", { class: "muted" }, `${n}.`), h("span", {}, white), h("span", {}, black)),
			),
		),
	);
}

/** A piece was put somewhere: asks what a pawn becomes, then plays. */
function choose(seen, { from, to: target }) {
	const fits = moves(seen.position).filter((move) => move.from === from && move.to === target);
	if (fits.length === 0) return;
	if (fits.length === 1) playMove(seen, fits[0]);
	else promotion(seen.position.turn, (promo) => playMove(seen, { from, to: target, promo }));
}

function playMove(seen, move) {
	const vs = rival(seen);
	act({ k: "move", g: seen.id, prev: seen.line.at(-1)?.id ?? "", m: written(move), vs }, () =>
		newsOf(seen.id, vs),
	);
}

function newsOf(id, vs) {
	const after = game(id);
	const move = after.line.at(-1)?.text ?? "";
	const name = room.myName;
	const href = link("game", id);
	if (after.ends === "mate") {
		const info = t("news.won", { name });
		return { info, summary: t("summary.over"), href, notify: { [vs]: info } };
	}
	if (after.ends !== "going") return { info: t("news.drawn"), summary: t("summary.over"), href };
	const summary = t("summary.move", { n: Math.ceil(after.line.length / 2), move });
	return { summary, href, notify: { [vs]: t("news.moved", { name, move }) } };
}

function resign(seen) {
	const info = t("news.resigned", { name: room.myName });
	act(
		{ k: "resign", g: seen.id },
		{ info, summary: t("summary.over"), href: link("game", seen.id), notify: { [rival(seen)]: info } },
	);
}

function offerDraw(seen) {
	const name = room.myName;
	act({ k: "draw", g: seen.id, at: seen.line.at(-1)?.id ?? "" }, () =>
		game(seen.id).ends === "agreed"
			? { info: t("news.drawn"), summary: t("summary.over"), href: link("game", seen.id) }
			: { notify: { [rival(seen)]: t("news.offers", { name }) }, href: link("game", seen.id) },
	);
}
