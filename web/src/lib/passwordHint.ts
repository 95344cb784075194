// How good a new password is: length above all, and nothing that a guesser tries first.

/** "short": the server will refuse it; "easy": somebody could guess it; "fair", "good". */
export type PasswordHint = "short" | "easy" | "fair" | "good";

const common =
	/^(password|passwort|qwerty|azerty|letmein|iloveyou|welcome|admin|dragon|monkey|abc|\d+)[\d!.]*$/i;

/** `others`: words that are known of the person, such as the name. */
export function passwordHint(password: string, min: number, others: readonly string[]): PasswordHint {
	if ([...password].length < min) return "short";
	const bare = password.toLowerCase();
	const isKnown = others.some((word) => word.length > 2 && bare.includes(word.toLowerCase()));
	const variety = new Set(bare).size;
	if (common.test(password) || variety < 5 || (isKnown && password.length < 12)) return "easy";
	if (password.length >= 14 && variety >= 8) return "good";
	return password.length >= 10 ? "fair" : "easy";
}
