import { apply, empty, people, total } from "./state.js";
import { t } from "./words.js";

const { webxdc } = window;
const state = empty();

const heading = document.querySelector("h1");
const number = document.querySelector("output");
const button = document.querySelector("button");
const list = document.querySelector("ul");

heading.textContent = document.title = t("title");
button.textContent = t("count");
button.onclick = () => {
	const count = (state.get(webxdc.selfAddr)?.count ?? 0) + 1;
	const payload = { by: webxdc.selfAddr, name: webxdc.selfName, count };
	// Seen at once here; when it comes back as an update, it changes nothing more.
	apply(state, payload);
	draw();
	webxdc.sendUpdate({ payload, summary: t("summary", { n: total(state) }) }, "");
};

function draw() {
	number.textContent = String(total(state));
	list.replaceChildren(
		...people(state).map(({ name, count }) => {
			const line = document.createElement("li");
			// Never innerHTML: a name is what somebody else wrote.
			line.textContent = t("line", { name, n: count });
			return line;
		}),
	);
}

// Everything that ever happened, then all that happens from now on.
webxdc.setUpdateListener((update) => {
	apply(state, update.payload);
	draw();
}, 0);
draw();
