// The town's mini-apps in one walk: a newcomer finds a game in Discover and plays it with somebody else in an encrypted chat,
// books an appointment and orders from a menu; the other sees all of it in the chat.
import { sendPreview } from "../lib/sending.mjs";
import { ShippedApp } from "../lib/shipped_app.mjs";
import { stage } from "../lib/stage.mjs";

const { story } = stage({ demo: true, limitMs: 240_000 });

/** @typedef {import("../lib/person.mjs").Person} Person */

/** @typedef {"chess" | "calendar" | "shop"} Id */

/** What an app is called for who reads it. @param {Person} who @param {Id} id */
const named = ({ lang }, id) =>
	({
		chess: { en: "Chess", zh: "国际象棋" },
		calendar: { en: "Calendar", zh: "日历" },
		shop: { en: "Shop", zh: "小店" },
	})[id][lang];

/**
 * From Discover into the chat with somebody.
 * @param {Person} who @param {Id} id @param {Person} withWhom
 */
async function addFromDiscover(who, id, withWhom) {
	const { page } = who;
	const name = named(who, id);
	await who.goTo("app.discover");
	await page.getByRole("searchbox", { name: who.t("discover.search") }).fill(name);
	await page
		.getByRole("button", { name: new RegExp(`^${name}`) })
		.first()
		.click();
	await who.axe(`${name} in the directory`);
	await page
		.getByRole("dialog")
		.getByRole("button", { name: who.t("discover.addToChat") })
		.click();
	await page.getByRole("dialog").getByText(withWhom.name, { exact: true }).click();
	await sendPreview(who);
	await card(who, id).waitFor();
}

/** The card of an app in the open chat. @param {Person} who @param {Id} id */
const card = (who, id) =>
	who.page
		.getByTestId("app-card")
		.filter({ hasText: named(who, id) })
		.last();

/** Opens an app from its card. @param {Person} who @param {Id} id */
async function open(who, id) {
	await card(who, id).click();
	const app = await ShippedApp.of(who, id, named(who, id));
	await app.frame.locator("main h1").first().waitFor();
	return app;
}

/** @param {ShippedApp} app @param {string} from @param {string} to */
async function move({ frame }, from, to) {
	await frame.locator(`[data-square="${from}"]`).click();
	await frame.locator(`[data-square="${to}"]`).click();
}

/** Back to the chat, where the card says how things stand and who acted. @param {Person} who @param {Id} id @param {...string} says */
async function cardSays(who, id, ...says) {
	await who.button("ui.back").click();
	for (const words of says) await card(who, id).getByText(words).waitFor();
}

/** Who looks at an app is not told that there is something to look at. @param {Person} who on a desktop */
const nothingUnread = (who) =>
	who.page.getByRole("link", { name: who.t("app.chats"), exact: true }).waitFor();

/** @param {Person} one @param {Person} other */
async function chess(one, other) {
	await addFromDiscover(one, "chess", other);
	const mine = await open(one, "chess");
	const theirs = await open(other, "chess");
	await mine.press("new");
	await mine.press("side.w");
	await theirs.press("join");
	await mine.sees(mine.t("turnYou"));
	// Told by the realtime channel alone.
	for (const who of [mine, theirs]) await who.sees(who.t("here"));
	const moves = [
		["e2", "e4"],
		["e7", "e5"],
		["d1", "h5"],
		["b8", "c6"],
		["f1", "c4"],
		["g8", "f6"],
	];
	for (const [at, [from = "", to = ""]] of moves.entries()) {
		const [who, waits] = at % 2 === 0 ? [mine, theirs] : [theirs, mine];
		await move(who, from, to);
		await waits.sees(waits.t("turnYou"));
	}
	await nothingUnread(one);
	await one.axe("chess");
	await other.axe("chess");
	await move(mine, "h5", "f7");
	await theirs.sees(theirs.t("ends.mate", { name: one.name }));
	await mine.sees(mine.t("ends.mateYou"));
	await other.picture("demo chess lost");
	// In the words of who said it last.
	await cardSays(other, "chess", mine.t("summary.over"), one.name);
	await cardSays(one, "chess", mine.t("summary.over"));
	await one.page.getByRole("link", { name: "yun来下棋", exact: true }).waitFor();
	await other.picture("demo chess card");
}

/** The other offers times, the newcomer books one. @param {Person} one @param {Person} other */
async function appointment(one, other) {
	await addFromDiscover(one, "calendar", other);
	await card(other, "calendar").waitFor();
	const theirs = await open(other, "calendar");
	await theirs.press("offer");
	await theirs.fill("what", "理发");
	await theirs.fill("day", new Date(Date.now() + 3 * 24 * 3_600_000).toISOString().slice(0, 10));
	await theirs.press("offer");
	const mine = await open(one, "calendar");
	await mine.sees("理发");
	await mine.frame
		.getByRole("button", { name: mine.t("book"), exact: true })
		.first()
		.click();
	await one.axe("booking an appointment");
	await mine.press("book");
	await mine.sees(mine.t("booked"));
	await theirs.sees(theirs.t("by", { name: one.name }));
	await other.axe("an appointment that somebody booked");
	await theirs.press("confirm");
	await mine.sees(mine.t("confirmed"));
	await one.picture("demo appointment");
	await cardSays(other, "calendar", "个时间可约", other.name);
	await cardSays(one, "calendar", "个时间可约", other.name);
	await one.picture("demo appointment in the chat");
}

/** The other has a shop, the newcomer orders from its menu. @param {Person} one @param {Person} other */
async function order(one, other) {
	await addFromDiscover(one, "shop", other);
	await card(other, "shop").waitFor();
	const theirs = await open(other, "shop");
	await theirs.press("openShop");
	await theirs.fill("name", "饺子馆");
	await theirs.press("openShop");
	for (const [dish, price] of [
		["猪肉饺子", "26"],
		["酸梅汤", "8.50"],
	]) {
		await theirs.press("newDish");
		await theirs.fill("dishName", dish ?? "");
		await theirs.frame.getByLabel(/价格/).fill(price ?? "");
		await theirs.press("kit.save");
		await theirs.sees(dish ?? "");
	}
	const mine = await open(one, "shop");
	await mine.press("add", { name: "猪肉饺子" });
	await mine.press("more", { name: "猪肉饺子" });
	await mine.press("add", { name: "酸梅汤" });
	await mine.frame.getByRole("button", { name: mine.t("basket", { n: 3 }) }).click();
	await mine.fill("note", "No garlic, please");
	await one.axe("an order");
	await mine.frame.getByRole("button", { name: /^Order for/ }).click();
	await mine.sees(mine.t("status.new"));
	await theirs.press("orders");
	await theirs.sees("No garlic, please");
	await theirs.sees("¥60.50");
	await other.axe("an order that came in");
	await other.button("ui.back").click();
	await card(other, "shop")
		.getByText(mine.t("summary.open", { n: 1 }))
		.waitFor();
	await card(other, "shop").getByText(one.name).waitFor();
	await other.picture("demo order card");
	const again = await open(other, "shop");
	await again.press("do.accepted");
	await mine.sees(mine.t("status.accepted"));
	await again.press("do.ready");
	await mine.sees(mine.t("status.ready"));
	await one.picture("demo order ready");
	await cardSays(one, "shop", "饺子馆", other.name);
	await nothingUnread(one);
	await one.axe("a chat with three mini-apps");
}

story("a newcomer plays, books and orders in an encrypted chat", async ({ server, person }) => {
	const one = await person({ name: "nora", size: "desktop" });
	const other = await person({ name: "yun", size: "phone", lang: "zh", theme: "dark" });
	await one.signUp();
	await other.signUp();
	await server.matrix.directChat(one.account, other.account.userId);
	await other.accept(one.name);
	await chess(one, other);
	await appointment(one, other);
	await order(one, other);
});
