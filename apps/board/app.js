// The screen: a board that fills it, and the tools below.
import { h, icon } from "./kit/dom.js";
import { join, newId } from "./kit/room.js";
import { ask, field, fields, form, head, link, sheet, show } from "./kit/screen.js";
import { speak, t } from "./kit/words.js";
import { liveBoard } from "./live.js";
import { paint, paintOver, palette } from "./paint.js";
import { apply, colours, empty, own, packed, side, simplified, things, under, widths } from "./state.js";
import { words } from "./words.js";

/** How often a line that is being drawn is told to the others. */
const tellMs = 100;
/** A line longer than this is cut, so that it fits into an update. */
const mostPoints = 4000;

speak(words);
const state = empty();
const tool = { kind: "pen", colour: 0, width: 1 };
const darkness = matchMedia("(prefers-color-scheme: dark)");
const draw = show(screen, t("title"));
const room = join({ apply: (op, stamp) => apply(state, op, stamp), draw });
const { me } = room;
const live = liveBoard({ me, changed: () => room.redraw() });
/** The line under this person's finger. */
let drawing;
/** What is on the board: worked out once for each drawing of the screen. */
let shown = [];

function screen() {
	shown = things(state);
	setTimeout(repaint);
	return [
		head(t("title"), { actions: [undoButton(), shareButton(), clearButton()] }),
		h("canvas", {
			key: "board",
			class: "board",
			role: "img",
			"aria-label": t("board", { n: shown.length }),
			"data-tool": tool.kind,
			onpointerdown: begin,
			onpointermove: draws,
			onpointerup: finish,
			onpointercancel: finish,
		}),
		tools(),
		h("p", { class: "small muted here", role: "status" }, live.isLive && whoIsHere()),
		h(
			"ul",
			{ class: "hidden", "aria-label": t("notes") },
			shown.filter((one) => one.text !== undefined).map((one) => h("li", { key: one.id }, one.text)),
		),
	];
}

function whoIsHere() {
	const names = live.people().map(room.name);
	return names.length > 0 ? t("here", { names: names.join(", ") }) : t("hereYou");
}

/** The news of a change: how much is on the board. */
function act(what, news = {}) {
	return room.act(what, () => {
		const n = things(state).length;
		return { summary: n > 0 ? t("summary.things", { n }) : t("summary.clean"), ...news };
	});
}

/** The finished things as a picture of their own: while a line is drawn only that line is painted anew. */
const layer = document.createElement("canvas");

function repaint() {
	const canvas = document.querySelector("canvas");
	if (!canvas) return;
	const wanted = Math.min(side, Math.round(canvas.clientWidth * devicePixelRatio));
	if (canvas.width !== wanted) canvas.width = canvas.height = wanted;
	layer.width = layer.height = wanted;
	for (const { id } of shown) live.forgetLine(id);
	paint(layer, shown, palette(darkness.matches));
	paintLines();
}

/** The lines that are being drawn, here and elsewhere, over the finished things. */
function paintLines() {
	const mine = drawing ? [{ ...drawing, points: packed(drawing.path) }] : [];
	paintOver(document.querySelector("canvas"), layer, [...live.lines(), ...mine], palette(darkness.matches));
}
addEventListener("resize", repaint);
darkness.addEventListener("change", repaint);

/** Where on the board a finger is. */
function point(event) {
	const box = event.currentTarget.getBoundingClientRect();
	const at = (value, from, size) => Math.min(side, Math.max(0, Math.round(((value - from) / size) * side)));
	return [at(event.clientX, box.left, box.width), at(event.clientY, box.top, box.height)];
}

function begin(event) {
	if (drawing || event.button > 0) return;
	const [x, y] = point(event);
	event.preventDefault();
	if (tool.kind === "note") return writeNote(x, y);
	// A finger that leaves the board goes on drawing at its edge.
	if (event.isTrusted) event.currentTarget.setPointerCapture(event.pointerId);
	drawing = {
		id: newId(),
		pointer: event.pointerId,
		colour: tool.colour,
		width: tool.width,
		path: [[x, y]],
		told: 0,
		rubbed: new Set(),
	};
	if (tool.kind === "rubber") rub(x, y);
	else paintLines();
}

function draws(event) {
	if (event.pointerId !== drawing?.pointer) return;
	const [x, y] = point(event);
	if (tool.kind === "rubber") return rub(x, y);
	const [lastX, lastY] = drawing.path.at(-1);
	if (Math.hypot(x - lastX, y - lastY) < 3 || drawing.path.length >= mostPoints) return;
	drawing.path.push([x, y]);
	paintLines();
	tell();
}

function tell() {
	if (Date.now() - drawing.told < tellMs) return;
	drawing.told = Date.now();
	live.tell(drawing.id, stroke());
}

const stroke = () => ({
	colour: drawing.colour,
	width: drawing.width,
	points: packed(simplified(drawing.path)),
});

function rub(x, y) {
	const found = under(
		shown.filter(({ id }) => !drawing.rubbed.has(id)),
		x,
		y,
	);
	if (!found) return;
	drawing.rubbed.add(found.id);
	act({ k: "rub", i: [found.id] });
}

function finish(event) {
	if (event.pointerId !== drawing?.pointer) return;
	if (tool.kind === "pen") {
		const done = stroke();
		live.tell(drawing.id, done);
		const first = shown.length === 0 ? { info: t("news.begun", { name: room.myName }), href: link("") } : {};
		act({ k: "stroke", id: drawing.id, ...done }, first);
	}
	drawing = undefined;
	repaint();
}

function writeNote(x = side / 2 - 200, y = side / 2) {
	sheet(t("writeNote"), (close) =>
		form(
			{ class: "stack" },
			(filled) => {
				act({ k: "note", x, y, colour: tool.colour, text: fields(filled).text });
				close();
			},
			field(t("noteText"), { name: "text", required: true, maxlength: 80, "data-first": true }),
			h("button", { type: "submit" }, t("put")),
		),
	);
}

const choose = (change) => () => {
	Object.assign(tool, change);
	draw();
};

const signs = { pen: "edit", rubber: "rubber", note: "note" };

function tools() {
	const kinds = Object.entries(signs).map(([kind, sign]) =>
		h(
			"button",
			{
				type: "button",
				class: "round",
				"aria-pressed": String(tool.kind === kind),
				"aria-label": t(kind),
				onclick: choose({ kind }),
			},
			icon(sign),
		),
	);
	const inks = Array.from({ length: colours }, (_, colour) =>
		h(
			"button",
			{
				type: "button",
				class: "round ink",
				"aria-pressed": String(tool.colour === colour),
				"aria-label": t(`colour.${colour}`),
				onclick: choose({ colour, kind: tool.kind === "rubber" ? "pen" : tool.kind }),
			},
			h("span", { style: `background: ${palette(darkness.matches).inks[colour]}` }),
		),
	);
	const sizes = widths.map((_, width) =>
		h(
			"button",
			{
				type: "button",
				class: "round",
				"aria-pressed": String(tool.width === width),
				"aria-label": t(`width.${width}`),
				onclick: choose({ width, kind: "pen" }),
			},
			h("span", { class: `dot dot${width}` }),
		),
	);
	return h(
		"div",
		{ class: "tools", key: "tools" },
		h("div", { role: "group", "aria-label": t("tools") }, kinds),
		h("div", { role: "group", "aria-label": t("widths") }, sizes),
		h("div", { role: "group", "aria-label": t("colours") }, inks),
		tool.kind === "note" &&
			h(
				"p",
				{ class: "row wrap small" },
				h("span", { class: "muted grow" }, t("noteHow")),
				h("button", { type: "button", class: "soft", onclick: () => writeNote() }, t("writeNote")),
			),
	);
}

function undoButton() {
	const last = own(shown, me).at(-1);
	return h(
		"button",
		{
			type: "button",
			class: "round",
			"aria-label": t("undo"),
			disabled: !last,
			onclick: () => act({ k: "rub", i: [last.id] }),
		},
		icon("undo"),
	);
}

function clearButton() {
	const clear = () => act({ k: "clear" }, { info: t("news.cleared", { name: room.myName }), href: link("") });
	return h(
		"button",
		{
			type: "button",
			class: "round",
			"aria-label": t("clear"),
			disabled: shown.length === 0,
			onclick: () => ask(t("clearAsk"), t("clear"), clear),
		},
		icon("bin"),
	);
}

function shareButton() {
	if (typeof window.webxdc.sendToChat !== "function") return undefined;
	return h(
		"button",
		{
			type: "button",
			class: "round",
			"aria-label": t("share"),
			disabled: shown.length === 0,
			onclick: share,
		},
		icon("share"),
	);
}

/** The board as a picture, on white, for a chat that the host lets the person choose. */
function share() {
	const canvas = document.createElement("canvas");
	canvas.width = canvas.height = side;
	paint(canvas, shown, palette(false));
	canvas.toBlob((blob) => {
		if (blob) window.webxdc.sendToChat({ text: t("shareText"), file: { name: "whiteboard.png", blob } });
	}, "image/png");
}
