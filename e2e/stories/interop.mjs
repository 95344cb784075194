// Three clients of three makers in one encrypted room: the web app, a bot by matrix-nio, and matrix-sdk (Element X).
// Needs `tests/clients/setup.sh nio rust-sdk`.
import assert from "node:assert/strict";
import { Guest } from "../lib/guest.mjs";
import { encryption } from "../lib/matrix.mjs";
import { stage } from "../lib/stage.mjs";

const { story } = stage({ limitMs: 240_000 });

const diary = "Dear diary,\n今天下雨。\n".repeat(40);

story(
	"the web app, matrix-nio and matrix-sdk read each other in an encrypted room",
	async ({ server, person }) => {
		const guests = await Promise.all([
			Guest.arrive("nio", server, "nora"),
			Guest.arrive("rust-sdk", server, "rusty"),
		]);
		const [nora, rusty] = guests;
		try {
			const ana = await person({ name: "ana", size: "desktop" });
			await ana.signUp();
			const room = await server.matrix.createRoom(ana.account, {
				name: "Three makers",
				preset: "private_chat",
				invite: guests.map((guest) => guest.user),
				initial_state: [encryption],
			});
			for (const guest of guests) await guest.join(room);

			await ana.openChat("Three makers");
			await ana.send("Hello from the web");
			for (const guest of guests) await guest.reads("Hello from the web");

			nora.say(room, "Hello from a bot");
			await ana.sees("Hello from a bot");
			await rusty.reads("Hello from a bot");

			rusty.say(room, "Hello from Rust");
			await ana.sees("Hello from Rust");
			await nora.reads("Hello from Rust");

			const chosen = ana.page.waitForEvent("filechooser");
			await ana.button("chat.attach").click();
			await ana.page
				.getByRole("menuitem", { name: ana.t("media.attach.file") })
				.or(ana.button("media.attach.file"))
				.click();
			await (await chosen).setFiles({
				name: "diary.txt",
				mimeType: "text/plain",
				buffer: Buffer.from(diary),
			});
			const preview = ana.page.getByRole("dialog");
			await preview.getByRole("button", { name: ana.t("media.preview.send"), exact: true }).click();
			for (const guest of guests) {
				const file = await guest.tells("a file", (one) => one.is === "file");
				assert.deepEqual([file.name, file.text], ["diary.txt", diary], guest.client);
			}

			const page = await server.matrix.request(
				"GET",
				`/rooms/${encodeURIComponent(room)}/messages?dir=b&limit=100`,
				{
					token: ana.account.token,
				},
			);
			assert.ok(!JSON.stringify(page).includes("Hello from"), "the server can read a message");
		} finally {
			for (const guest of guests) await guest.leave();
		}
	},
);
