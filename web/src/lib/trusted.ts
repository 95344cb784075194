// Trusted Types: the only two doors to script addresses and to HTML from text. The content security policy names them.

interface Policy {
	createScriptURL(url: string): string;
	createHTML(html: string): string;
}
interface TrustedTypes {
	createPolicy(name: string, rules: Policy): Policy;
}

const rules: Policy = {
	createScriptURL: (url) => {
		if (new URL(url, location.href).origin !== location.origin)
			throw new TypeError("A script of another origin");
		return url;
	},
	// Only the sanitiser gets the policy, to parse what it then cleans (features/chat/message/html.ts).
	createHTML: (html) => html,
};

const types = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes;
const policy = types?.createPolicy("causeway", rules);

/** The address of a worker of our own origin. */
export const trustedScript = (url: string): string => (policy ?? rules).createScriptURL(url);

/** The policy with which the sanitiser parses HTML; `undefined` where the browser has no Trusted Types. */
export const htmlPolicy: unknown = policy;
