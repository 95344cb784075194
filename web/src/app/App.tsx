// Who is here: nobody yet, somebody at the door, or somebody inside. Only the inside loads the Matrix SDK.
import { lazy, Suspense, useEffect, useState } from "react";
import type { IntlShape } from "react-intl";
import { Welcome } from "@/features/accounts/Welcome";
import { Words } from "@/lib/i18n";
import { language, useSettings } from "@/lib/settings";
import { type Session, savedSession, saveSession } from "@/matrix/session";
import { loadWords } from "./messages";
import { Splash } from "./Splash";

const Inside = lazy(() => import("./Inside"));

/** The whole app. */
export function App() {
	const words = useWords();
	const [session, setSession] = useSession();
	if (!words || session === undefined) return <Splash />;
	return (
		<Words intl={words}>
			{session ? (
				<Suspense fallback={<Splash />}>
					<Inside session={session} />
				</Suspense>
			) : (
				<Welcome
					invitation={invitationIn(location.pathname)}
					onSession={(made) => void saveSession(made).then(() => setSession(made))}
				/>
			)}
		</Words>
	);
}

/** The token of an invitation link, `/join/{token}`. */
function invitationIn(path: string): string | null {
	const token = /^\/join\/([^/]+)$/.exec(path)?.[1];
	return token ? decodeURIComponent(token) : null;
}

function useSession() {
	const [session, setSession] = useState<Session | null>();
	useEffect(() => {
		savedSession().then(
			(saved) => setSession(saved ?? null),
			() => setSession(null),
		);
	}, []);
	return [session, setSession] as const;
}

function useWords(): IntlShape | undefined {
	useSettings();
	const wanted = language();
	const [words, setWords] = useState<IntlShape>();
	useEffect(() => {
		let shown = true;
		void loadWords(wanted).then((loaded) => shown && setWords(loaded));
		return () => {
			shown = false;
		};
	}, [wanted]);
	return words;
}
