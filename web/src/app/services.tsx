// Hands what runs to the features, by contexts that the lower layers define.
import type { ReactNode } from "react";
import { PersonPartsProvider } from "@/features/contacts/parts";
import { SearchProvider } from "@/features/search/context";
import { OutboxProvider } from "@/matrix/useOutbox";
import { MediaOverChats } from "./MediaOverChats";
import { personParts } from "./personParts";
import type { Started } from "./start";

/** All contexts at once; those of the chats come with them (places/chat.tsx). */
export function ServicesProvider({ started, children }: { started: Started; children: ReactNode }) {
	return (
		<OutboxProvider outbox={started.outbox}>
			<SearchProvider feed={started.search}>
				<PersonPartsProvider parts={personParts}>{children}</PersonPartsProvider>
				<MediaOverChats />
			</SearchProvider>
		</OutboxProvider>
	);
}
