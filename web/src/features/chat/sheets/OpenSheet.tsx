// The sheets of a chat; a file of their own, as most chats are read without any.
import { type ChatSheet, useChat } from "../Chat";
import { DateSheet } from "./DateSheet";
import { EncryptionSheet } from "./EncryptionSheet";
import { ForwardSheet } from "./ForwardSheet";
import { HistorySheet } from "./HistorySheet";
import { PinsSheet } from "./PinsSheet";
import { ReactionsSheet } from "./ReactionsSheet";
import { ReactSheet } from "./ReactSheet";
import { ReadersSheet } from "./ReadersSheet";
import { RemoveSheet } from "./RemoveSheet";
import { ReportSheet } from "./ReportSheet";

/** By its kind. */
export default function OpenSheet({ sheet }: { sheet: ChatSheet }) {
	const chat = useChat();
	const close = () => chat.open(null);
	switch (sheet.kind) {
		case "forward":
			return <ForwardSheet events={sheet.events} onClose={close} onSent={() => chat.unselect()} />;
		case "remove":
			return <RemoveSheet events={sheet.events} onClose={close} />;
		case "report":
			return <ReportSheet event={sheet.event} onClose={close} />;
		case "readers":
			return <ReadersSheet event={sheet.event} onClose={close} />;
		case "history":
			return <HistorySheet event={sheet.event} onClose={close} />;
		case "reactions":
			return <ReactionsSheet event={sheet.event} onClose={close} />;
		case "react":
			return <ReactSheet event={sheet.event} onClose={close} />;
		case "pins":
			return <PinsSheet onClose={close} />;
		case "date":
			return <DateSheet onClose={close} />;
		case "encryption":
			return <EncryptionSheet onClose={close} />;
	}
}
