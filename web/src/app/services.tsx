// Hands what runs to the features, by contexts that the lower layers define.
import type { ReactNode } from "react";
import { ChatPartsProvider } from "@/features/chat/parts";
import { PersonPartsProvider } from "@/features/contacts/parts";
import { RoomPartsProvider } from "@/features/rooms/parts";
import { SearchProvider } from "@/features/search/context";
import { OutboxProvider } from "@/matrix/useOutbox";
import { chatParts } from "./chatParts";
import { personParts, roomParts } from "./detailParts";
import { MediaOverChats } from "./MediaOverChats";
import type { Started } from "./start";

/** All contexts at once. */
export function ServicesProvider({ started, children }: { started: Started; children: ReactNode }) {
	return (
		<OutboxProvider outbox={started.outbox}>
			<SearchProvider feed={started.search}>
				<ChatPartsProvider parts={chatParts}>
					<PersonPartsProvider parts={personParts}>
						<RoomPartsProvider parts={roomParts}>{children}</RoomPartsProvider>
					</PersonPartsProvider>
					<MediaOverChats />
				</ChatPartsProvider>
			</SearchProvider>
		</OutboxProvider>
	);
}
