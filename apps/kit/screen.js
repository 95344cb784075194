// What is on the screen: the place (by the address behind #), sheets, short notices.
import { h, icon, patch } from "./dom.js";
import { lang, t } from "./words.js";

/** Sets the language, and draws `screen()` into <main> whenever `draw()` is called and whenever the place changes. */
export function show(screen, title) {
	document.documentElement.lang = lang === "zh" ? "zh-Hans" : "en";
	document.title = title;
	const root = document.querySelector("main");
	let at = location.hash;
	const draw = () => {
		const moved = at !== location.hash;
		at = location.hash;
		patch(root, [screen()]);
		for (const sheet of sheets) sheet.draw();
		if (!moved) return;
		scrollTo(0, 0);
		// Someone who hears the screen is told where they are now.
		root.querySelector("h1")?.focus({ preventScroll: true });
	};
	addEventListener("hashchange", draw);
	return draw;
}

/** The place as its parts: #/game/3f becomes ["game", "3f"]. */
export function place() {
	return location.hash
		.replace(/^#\/?/, "")
		.split("/")
		.slice(0, 4)
		.map((part) => {
			try {
				return decodeURIComponent(part).slice(0, 80);
			} catch {
				return "";
			}
		});
}

/** The address of a place. */
export const to = (...parts) => `#/${parts.map(encodeURIComponent).join("/")}`;

/** The same for another's `href`. */
export const link = (...parts) => `index.html${to(...parts)}`;

/** Goes to a place. */
export const go = (...parts) => {
	location.hash = to(...parts);
};

/** The head of a screen: the way back, a heading, what can be done. */
export function head(title, { back, actions = [] } = {}) {
	return h(
		"header",
		{ class: "head" },
		back && h("a", { class: "round", href: back, "aria-label": t("kit.back") }, icon("back")),
		h("h1", { tabindex: "-1" }, title),
		actions,
	);
}

/** A place where nothing is yet: what belongs here, and what to do. */
export const empty = (words, ...actions) => h("div", { class: "empty" }, h("p", {}, words), actions);

/** A person's sign: the first letter on a colour of their own. */
export function face(address, name) {
	let sum = 0;
	for (const sign of address) sum = (sum * 31 + sign.codePointAt(0)) % 997;
	// One's own sign is the one that the others see.
	const called = name === t("kit.you") ? String(window.webxdc.selfName || name) : name;
	const letter = Array.from(called)[0] ?? "?";
	return h("span", { class: `face tint${sum % 8}`, "aria-hidden": "true" }, letter.toUpperCase());
}

const sheets = new Set();

/** Opens a sheet over the screen. `body(close)` is asked again at each draw. */
export function sheet(title, body) {
	const box = h("dialog", { class: "sheet", "aria-label": title });
	const close = () => box.close();
	const one = {
		draw: () =>
			patch(box, [
				h(
					"header",
					{ class: "head" },
					h("h2", {}, title),
					h(
						"button",
						{ type: "button", class: "round", "aria-label": t("kit.close"), onclick: close },
						icon("close"),
					),
				),
				h("div", { class: "body" }, body(close)),
			]),
	};
	box.addEventListener("click", (event) => event.target === box && close());
	box.addEventListener("close", () => {
		sheets.delete(one);
		box.remove();
	});
	document.body.append(box);
	sheets.add(one);
	one.draw();
	box.showModal();
	// Not `autofocus`: browsers refuse it to a frame of another origin, and complain.
	box.querySelector("[data-first]")?.focus();
	return { close, draw: one.draw };
}

/** Asks before something that cannot be taken back; with another class than "danger" something harmless. */
export function ask(words, yes, then, look = "danger") {
	sheet(words, (close) =>
		h(
			"div",
			{ class: "row end" },
			h("button", { type: "button", class: "plain", onclick: close }, t("kit.cancel")),
			h(
				"button",
				{
					type: "button",
					class: look,
					onclick: () => {
						close();
						then();
					},
				},
				yes,
			),
		),
	);
}

/** A form's fields by name, as texts. */
export const fields = (form) => Object.fromEntries(new FormData(form));

/** A form that is handled here and never sent anywhere. */
export const form = (props, onsubmit, ...children) =>
	h(
		"form",
		{
			...props,
			onsubmit: (event) => {
				event.preventDefault();
				onsubmit(event.currentTarget);
			},
		},
		children,
	);

/** A field with its label. */
export function field(label, props, ...inside) {
	const tag = props.tag ?? "input";
	const { tag: _, ...rest } = props;
	return h(
		"label",
		{ class: "field" },
		h("span", {}, label),
		h(tag, { autocomplete: "off", ...rest }, inside),
	);
}

let said = 0;
/** A short notice that is also read out; it may offer one thing to do about it. */
export function say(words, label, action) {
	const box =
		document.querySelector("#said") ?? document.body.appendChild(h("div", { id: "said", role: "status" }));
	const hide = () => box.classList.remove("seen");
	const act = () => {
		hide();
		action();
	};
	box.replaceChildren(
		words,
		...(label ? [h("button", { type: "button", class: "text", onclick: act }, label)] : []),
	);
	box.classList.add("seen");
	clearTimeout(said);
	said = setTimeout(hide, label ? 8000 : 4000);
}
