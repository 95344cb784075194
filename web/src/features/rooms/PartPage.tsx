// A page of the details whose content comes from another feature: photos and files, threads.
import type { Room } from "matrix-js-sdk";
import type { ComponentType } from "react";
import { type MessageId, useT } from "@/lib/i18n";
import { Page } from "@/ui/Page";
import { usePlaces } from "./Details";

interface PartPageProps {
	room: Room;
	title: MessageId;
	/** Only reached where there is such a part. */
	part: ComponentType<{ room: Room }> | undefined;
}

/** The part fills it. */
export function PartPage({ room, title, part: Part }: PartPageProps) {
	const t = useT();
	const { toInfo } = usePlaces(room);
	return (
		<Page title={t(title)} onBack={toInfo} backOnDesktop bare>
			{Part && <Part room={room} />}
		</Page>
	);
}
