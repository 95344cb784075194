// /chat/{room}: one chat.
import { useParams } from "react-router";
import { ChatScreen } from "@/features/chat/ChatScreen";

/** The place. */
export function Component() {
	const { roomId } = useParams();
	return roomId ? <ChatScreen key={roomId} roomId={roomId} /> : null;
}
