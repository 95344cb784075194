// The details of a chat, beside or over it.
import type { Room } from "matrix-js-sdk";
import { Details } from "@/features/rooms/Details";
import { RoomPartsProvider } from "@/features/rooms/parts";
import { roomParts } from "../detailParts";

/** Loaded when somebody opens them, or before (ahead.ts). */
export default function ChatDetails({ room }: { room: Room }) {
	return (
		<RoomPartsProvider parts={roomParts}>
			<Details room={room} />
		</RoomPartsProvider>
	);
}
