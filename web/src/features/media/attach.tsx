// What media brings to the plus menu of a chat.
import { Camera, ChartBarBig, File as FileIcon, Image, type LucideIcon, MapPin, Sticker } from "lucide-react";
import type { Room } from "matrix-js-sdk";
import { type ComponentType, lazy, Suspense, useEffect, useRef } from "react";
import type { MessageId } from "@/lib/i18n";
import { openLayer } from "./layers";

interface PanelProps {
	room: Room;
	threadId: string | null;
	close: () => void;
}

interface Attachment {
	id: string;
	icon: LucideIcon;
	label: MessageId;
	Panel: ComponentType<PanelProps>;
}

/** Shows what was picked, pasted or dropped, and sends it when the person agrees. */
export function offerFiles(files: File[], room: Room, threadId: string | null): void {
	if (files.length > 0) openLayer({ kind: "preview", room, threadId, files });
}

/** A panel that only opens the system's picker. */
function Picker({
	room,
	threadId,
	close,
	...options
}: PanelProps & { accept?: string; capture?: "environment" }) {
	const input = useRef<HTMLInputElement>(null);
	const asked = useRef(false);
	useEffect(() => {
		// Strict mode runs effects twice; the picker opens once.
		if (asked.current) return;
		asked.current = true;
		input.current?.click();
	}, []);
	useEffect(() => {
		const element = input.current;
		element?.addEventListener("cancel", close);
		return () => element?.removeEventListener("cancel", close);
	}, [close]);
	return (
		<input
			{...options}
			ref={input}
			type="file"
			multiple={!options.capture}
			hidden
			data-testid="picker"
			onChange={(event) => {
				offerFiles([...(event.target.files ?? [])], room, threadId);
				close();
			}}
		/>
	);
}

const PhotoPicker = (props: PanelProps) => <Picker {...props} accept="image/*,video/*" />;
const CameraPicker = (props: PanelProps) => <Picker {...props} accept="image/*" capture="environment" />;
const FilePicker = (props: PanelProps) => <Picker {...props} />;

// In files of their own: most people open them seldom.
const PollSheet = lazy(() => import("./polls/PollSheet"));
const PollPanel = (props: PanelProps) => (
	<Suspense>
		<PollSheet {...props} />
	</Suspense>
);
const LocationSheet = lazy(() => import("./location/LocationSheet"));
const LocationPanel = (props: PanelProps) => (
	<Suspense>
		<LocationSheet {...props} />
	</Suspense>
);
const StickerSheet = lazy(() => import("./stickers/StickerSheet"));
const StickerPanel = (props: PanelProps) => (
	<Suspense>
		<StickerSheet {...props} />
	</Suspense>
);

const phone = matchMedia("(pointer: coarse)").matches;

/** In the order of use. */
export const mediaAttachments: readonly Attachment[] = [
	{ id: "photo", icon: Image, label: "media.attach.photo", Panel: PhotoPicker },
	...(phone
		? [
				{
					id: "camera",
					icon: Camera,
					label: "media.attach.camera" as const,
					Panel: CameraPicker,
				},
			]
		: []),
	{ id: "file", icon: FileIcon, label: "media.attach.file", Panel: FilePicker },
	{ id: "poll", icon: ChartBarBig, label: "media.attach.poll", Panel: PollPanel },
	{ id: "location", icon: MapPin, label: "media.attach.location", Panel: LocationPanel },
	{ id: "sticker", icon: Sticker, label: "media.attach.sticker", Panel: StickerPanel },
];
