// /app/{instance}: a mini-app of a chat.
import { useParams, useSearchParams } from "react-router";
import { AppsPartsProvider } from "@/features/apps/parts";
import { AppScreen } from "@/features/apps/room/AppScreen";
import { appsParts } from "../appsParts";

/** The place. `?room=`: the chat; `?at=`: a place within the app. */
export function Component() {
	const { id = "" } = useParams();
	const [query] = useSearchParams();
	return (
		<AppsPartsProvider parts={appsParts}>
			<AppScreen key={id} id={id} roomId={query.get("room")} href={query.get("at")} />
		</AppsPartsProvider>
	);
}
