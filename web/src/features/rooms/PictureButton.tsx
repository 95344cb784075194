// The picture of a group, as a button that changes it.
import { Camera } from "lucide-react";
import { useState } from "react";
import { Button, FileTrigger } from "react-aria-components";
import { useT } from "@/lib/i18n";
import { Avatar } from "@/ui/Avatar";
import { Button as QuietButton } from "@/ui/Button";
import { CropPicture } from "@/ui/CropPicture";
import styles from "./Details.module.css";

interface PictureButtonProps {
	id: string;
	name: string;
	/** Local address of what is there now. */
	src: string | null;
	onPicture: (picture: Blob) => void;
	/** Where there is a picture to take away. */
	onRemove?: (() => void) | undefined;
}

/** Picks a file, then its part. */
export function PictureButton({ id, name, src, onPicture, onRemove }: PictureButtonProps) {
	const t = useT();
	const [file, setFile] = useState<File | null>(null);
	return (
		<>
			<FileTrigger
				acceptedFileTypes={["image/png", "image/jpeg", "image/webp", "image/gif", "image/avif"]}
				onSelect={(files) => setFile(files?.[0] ?? null)}
			>
				<Button className={styles.picture ?? ""} aria-label={t("rooms.changePicture")}>
					<Avatar id={id} name={name} src={src} square size={88} />
					<Camera size={16} strokeWidth={2} aria-hidden />
				</Button>
			</FileTrigger>
			{onRemove && (
				<QuietButton kind="quiet" small onPress={onRemove}>
					{t("rooms.removePicture")}
				</QuietButton>
			)}
			<CropPicture
				file={file}
				onClose={() => setFile(null)}
				onDone={(picture) => {
					setFile(null);
					onPicture(picture);
				}}
			/>
		</>
	);
}
