// The directory: what the town offers, a sign of one's own, a mini-app that the host looks at first.
import { stage } from "../lib/stage.mjs";

const { story } = stage({ demo: true });

story("a newcomer walks through the town and sees who vouches for whom", async ({ person }) => {
	const newcomer = await person({ name: "lena", size: "phone" });
	await newcomer.signUp();
	await newcomer.goTo("app.discover");
	const { page } = newcomer;
	await page
		.getByRole("button", { name: /Ferry Office/ })
		.first()
		.waitFor();
	await newcomer.axe("Discover with its streets");
	await newcomer.fits("Discover with its streets");
	await page.getByRole("searchbox", { name: newcomer.t("discover.search") }).fill("诊所");
	await page.getByRole("button", { name: /海港诊所/ }).tap();
	const sheet = page.getByRole("dialog");
	await sheet.getByText(/has made sure that this is who it says it is/).waitFor();
	await newcomer.axe("an entry of the directory");
	await newcomer.fits("an entry of the directory");
	await sheet.getByRole("button", { name: newcomer.t("discover.report") }).tap();
	await page.getByRole("button", { name: newcomer.t("discover.reportSend") }).tap();
	await page.getByText(newcomer.t("discover.reported")).waitFor();
});

story("somebody puts up a sign and others find it", async ({ person }) => {
	const ines = await person({ name: "ines" });
	await ines.signUp();
	await ines.goTo("app.discover");
	const { page } = ines;
	await page.getByRole("button", { name: ines.t("discover.mine") }).click();
	await page.getByRole("button", { name: ines.t("discover.list.organisation") }).click();
	await page.getByRole("textbox", { name: ines.t("discover.form.name") }).fill("Bakery on the Hill");
	await page.getByRole("combobox", { name: ines.t("discover.form.category") }).selectOption("food");
	await page.getByRole("textbox", { name: ines.t("discover.form.domain") }).fill("bakery.example");
	await ines.axe("listing an organisation");
	await page.getByRole("button", { name: ines.t("discover.save") }).click();
	await page.getByText("https://bakery.example/.well-known/causeway.json", { exact: false }).waitFor();
	await ines.axe("how a domain proves it");
	await page.keyboard.press("Escape");
	await page.keyboard.press("Escape");
	await page.getByRole("searchbox", { name: ines.t("discover.search") }).fill("bak");
	await page.getByRole("button", { name: /Bakery on the Hill/ }).waitFor();
});
