// Name and picture, as everybody sees them.
import { Camera, Copy, QrCode, Trash2 } from "lucide-react";
import { useState } from "react";
import { Button as AriaButton, FileTrigger, Form } from "react-aria-components";
import { useT } from "@/lib/i18n";
import { PersonAvatar } from "@/matrix/people";
import { removePicture, rename, setPicture, useHasPicture, useMyName } from "@/matrix/profile";
import { useClient } from "@/matrix/react";
import { useAction } from "@/matrix/useAction";
import { Button } from "@/ui/Button";
import { CropPicture } from "@/ui/CropPicture";
import { Field } from "@/ui/Field";
import { Group, Row } from "@/ui/List";
import { toast } from "@/ui/Toast";
import styles from "../Settings.module.css";

/** The page. */
export function Profile() {
	const t = useT();
	const client = useClient();
	const userId = client.getSafeUserId();
	const copy = () =>
		void navigator.clipboard.writeText(userId).then(
			() => toast(t("settings.profile.copied")),
			() => undefined,
		);
	return (
		<>
			<Picture />
			<Name />
			<Group remark={t("settings.profile.addressRemark")}>
				<Row icon={Copy} label={t("settings.profile.address")} detail={userId} onPress={copy} />
				<Row icon={QrCode} label={t("settings.code")} to="/contacts/code" />
			</Group>
		</>
	);
}

function Picture() {
	const t = useT();
	const client = useClient();
	const [file, setFile] = useState<File | null>(null);
	const hasPicture = useHasPicture();
	const { busy, run } = useAction();
	return (
		<>
			<FileTrigger
				acceptedFileTypes={["image/png", "image/jpeg", "image/webp", "image/gif", "image/avif"]}
				onSelect={(files) => setFile(files?.[0] ?? null)}
			>
				<AriaButton className={styles.picture ?? ""} aria-label={t("settings.profile.picture")}>
					<PersonAvatar userId={client.getSafeUserId()} size={96} />
					<span className={styles.camera}>
						<Camera size={16} strokeWidth={2} aria-hidden />
					</span>
				</AriaButton>
			</FileTrigger>
			<CropPicture
				file={file}
				onClose={() => setFile(null)}
				onDone={(picture) => {
					setFile(null);
					void run(() => setPicture(client, picture));
				}}
			/>
			{hasPicture && (
				<Group>
					<Row
						icon={Trash2}
						label={t("settings.profile.removePicture")}
						onPress={() => void (busy || run(() => removePicture(client)))}
					/>
				</Group>
			)}
		</>
	);
}

function Name() {
	const t = useT();
	const client = useClient();
	const known = useMyName();
	const [typed, setTyped] = useState<string | null>(null);
	const { busy, run } = useAction();
	const value = typed ?? known ?? "";
	const save = async () => {
		if (await run(() => rename(client, value.trim()))) toast(t("settings.saved"));
	};
	return (
		<Group remark={t("settings.profile.nameRemark")}>
			<Form
				className={styles.form}
				onSubmit={(event) => {
					event.preventDefault();
					void save();
				}}
			>
				<Field
					label={t("settings.profile.name")}
					value={value}
					onChange={setTyped}
					maxLength={100}
					autoComplete="name"
				/>
				<Button type="submit" isPending={busy} isDisabled={!value.trim() || value === known}>
					{t("settings.save")}
				</Button>
			</Form>
		</Group>
	);
}
