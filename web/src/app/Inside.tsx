// The house: starts the Matrix client, then shows the places. Loaded only when somebody is signed in.
import { type ReactNode, useEffect, useState } from "react";
import { RouterProvider } from "react-router";
import { noteArrival } from "@/features/contacts/arrival";
import { FirstKey } from "@/features/trust/FirstKey";
import { StartFailed } from "@/features/trust/StartFailed";
import { TrustLayer } from "@/features/trust/TrustLayer";
import { useT } from "@/lib/i18n";
import type { StartStage } from "@/matrix/client";
import { keysAgree } from "@/matrix/deviceKeys";
import { freshPassword } from "@/matrix/fresh";
import { ClientProvider } from "@/matrix/react";
import type { Session } from "@/matrix/session";
import { StartError } from "@/matrix/startFailure";
import { Button } from "@/ui/Button";
import { Door } from "@/ui/Door";
import { Toasts } from "@/ui/Toast";
import { loadAhead, resumeUploads, wakeVideos } from "./ahead";
import { useLeadership } from "./leadership";
import { router, takeUpAddress } from "./routes";
import { Starting } from "./Starting";
import { ServicesProvider } from "./services";
import { type Started, start } from "./start";

/** Everything behind the door. */
export default function Inside({ session }: { session: Session }) {
	const t = useT();
	const { leads, takeOver } = useLeadership();
	if (leads === undefined) return <Starting stage={undefined} />;
	if (!leads)
		return (
			<Door title={t("app.otherTab")} intro={t("app.otherTabWords")}>
				<Button kind="primary" wide onPress={takeOver}>
					{t("app.useHere")}
				</Button>
			</Door>
		);
	return <Running session={session} />;
}

function Running({ session }: { session: Session }) {
	const [started, setStarted] = useState<Started>();
	const [stage, setStage] = useState<StartStage>();
	const [failed, setFailed] = useState<Error>();
	const [fresh, setFresh] = useState(freshPassword() !== null);
	const enter = () => {
		noteArrival();
		setFresh(false);
	};
	useEffect(() => {
		let shown = true;
		const open = async () => {
			const now = await start(session, setStage);
			await takeUpAddress();
			if (shown) setStarted(now);
		};
		open().catch((error: Error) => shown && setFailed(error));
		return () => {
			shown = false;
		};
	}, [session]);
	useEffect(() => {
		if (!started) return;
		// A failure to load it is told where somebody goes there.
		void loadAhead()
			.then(() => wakeVideos(started.client))
			.then(() => resumeUploads(started.client))
			.catch(() => undefined);
		void keysAgree(started.client).then((agree) => {
			if (!agree) setFailed(new StartError("keys", "The server has other keys of this device"));
		});
	}, [started]);
	if (failed) return <StartFailed error={failed} session={session} />;
	if (!started) return <Starting stage={stage} />;
	return (
		<Provided started={started}>
			{fresh ? <FirstKey onDone={enter} /> : <Places />}
			<Toasts />
		</Provided>
	);
}

function Places() {
	return (
		<TrustLayer>
			<RouterProvider router={router} />
		</TrustLayer>
	);
}

function Provided({ started, children }: { started: Started; children: ReactNode }) {
	return (
		<ClientProvider client={started.client}>
			<ServicesProvider started={started}>{children}</ServicesProvider>
		</ClientProvider>
	);
}
