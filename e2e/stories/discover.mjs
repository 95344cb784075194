// Discover: finding a public group and going in.
import { stage } from "../lib/stage.mjs";

const { story } = stage({ demo: true });

story("a newcomer finds a group, reads what it is, and joins", async ({ person }) => {
	const newcomer = await person({ name: "kim", size: "phone" });
	await newcomer.signUp();
	await newcomer.goTo("app.discover");
	const tile = newcomer.page.getByRole("button", { name: /^Harbour Square/ });
	await tile.waitFor();
	await newcomer.axe("Discover");
	await newcomer.fits("Discover");
	await newcomer.page.getByRole("searchbox", { name: newcomer.t("discover.search") }).fill("makers");
	await tile.waitFor({ state: "detached" });
	await newcomer.page.getByRole("button", { name: /^Makers/ }).tap();
	await newcomer.page.getByRole("dialog").getByText("What we build, and how").waitFor();
	await newcomer.axe("a group before joining");
	await newcomer.button("discover.join").tap();
	await newcomer.composer.waitFor();
	await newcomer.send("Hello makers");
	await newcomer.page.goBack();
	await newcomer.heading("discover.title").waitFor();
});
