// The password of an account that was made a moment ago: uploading its identity keys asks for it once more, and
// the person has just typed it. It lives in this page's memory until then.

let password: string | null = null;

/** Remembers the password of a new account. */
export function rememberPassword(typed: string): void {
	password = typed;
}

/** The password of an account that was made in this page and has no recovery key yet. */
export const freshPassword = (): string | null => password;

/** The recovery key is made: forget it. */
export function forgetPassword(): void {
	password = null;
}
