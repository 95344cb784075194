// What somebody typed into the form of an entry: put right where it is plain what was meant, and what is wrong with the rest.
import type { MessageId } from "@/lib/i18n";
import type { Draft } from "./mine";

const languagesMost = 8;
const isLanguage = (code: string) => code.length <= 12 && /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(code);

/** As it is sent: without what is empty, sites with their `https://`, domains without anything around them. */
export function putRight(draft: Draft): Draft {
	const languages = (draft.languages ?? []).map((code) => code.trim()).filter(Boolean);
	const site = draft.site?.trim();
	const domain = draft.domain?.trim();
	return {
		...draft,
		languages: [...new Set(languages)],
		site: site && !/^[a-z][a-z0-9+.-]*:/i.test(site) ? `https://${site}` : site,
		domain: domain && (domainIn(domain) ?? domain),
	};
}

/** The name in what was typed or pasted, in the letters of the DNS. */
function domainIn(typed: string): string | undefined {
	const url = URL.parse(/^https?:\/\//i.test(typed) ? typed : `https://${typed}`);
	const isName = url?.hostname.includes(".") || url?.hostname === "localhost";
	return url && isName && !url.username ? url.host : undefined;
}

/** By field, what is wrong with an entry that was put right. */
export type Problems = Partial<Record<"site" | "domain" | "languages", MessageId>>;

/** Nothing in it: it can be sent. */
export function problemsOf({ site, domain, languages = [] }: Draft): Problems {
	const url = site ? URL.parse(site) : undefined;
	return {
		...(site && url?.protocol !== "https:" && { site: "discover.form.siteWrong" }),
		...(domain && domainIn(domain) !== domain && { domain: "discover.form.domainWrong" }),
		...(!(languages.length <= languagesMost && languages.every(isLanguage)) && {
			languages: "discover.form.languagesWrong",
		}),
	};
}
