// Files for a mini-app: those that were sent in the chat lately, or any of this device.
import { Check, File as FileIcon, FolderOpen } from "lucide-react";
import type { Room } from "matrix-js-sdk";
import { useRef, useState } from "react";
import { useLanguage, useT } from "@/lib/i18n";
import { sizeWords } from "@/lib/size";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Row } from "@/ui/List";
import { toast } from "@/ui/Toast";
import type { Instance } from "../Instance";
import { type SentFile, useAppsParts } from "../parts";
import { acceptOf, fits } from "./fileFilter";
import styles from "./Sheets.module.css";

interface ImportSheetProps {
	room: Room;
	filter: Parameters<Instance["importFiles"]>[0];
	/** Called once; with none when the person would rather not. */
	onDone: (files: File[]) => void;
}

/** The app gets what is chosen here, and nothing else of the chat. */
export function ImportSheet({ room, filter, onDone }: ImportSheetProps) {
	const t = useT();
	const { sentFiles } = useAppsParts();
	const [files] = useState(() => sentFiles(room).filter((one) => fits(one, filter)));
	const [chosen, setChosen] = useState<readonly SentFile[]>([]);
	const [pending, setPending] = useState(false);
	const picker = useRef<HTMLInputElement>(null);
	const take = async (wanted: readonly SentFile[]) => {
		setPending(true);
		const loaded = await Promise.all(wanted.map((one) => one.load()));
		const there = loaded.filter((one) => one !== null);
		if (there.length < wanted.length) toast(t("apps.import.failed"));
		onDone(there);
	};
	const press = (file: SentFile) => {
		if (!filter.multiple) return void take([file]);
		setChosen((now) => (now.includes(file) ? now.filter((one) => one !== file) : [...now, file]));
	};
	return (
		<Dialog
			title={t("apps.import.title")}
			isOpen
			onClose={() => onDone([])}
			actions={
				<>
					<Button icon={FolderOpen} onPress={() => picker.current?.click()}>
						{t("apps.import.device")}
					</Button>
					{filter.multiple && (
						<Button
							kind="primary"
							isDisabled={chosen.length === 0}
							isPending={pending}
							onPress={() => void take(chosen)}
						>
							{t("apps.import.take", { count: chosen.length })}
						</Button>
					)}
				</>
			}
		>
			<input
				ref={picker}
				type="file"
				hidden
				multiple={filter.multiple ?? false}
				accept={acceptOf(filter)}
				onChange={({ target }) => onDone([...(target.files ?? [])])}
			/>
			<p>{t("apps.import.words")}</p>
			<div className={styles.list}>
				{files.map((file) => (
					<FileRow
						key={file.id}
						file={file}
						chosen={filter.multiple ? chosen.includes(file) : undefined}
						onPress={() => press(file)}
					/>
				))}
				{files.length === 0 && <p className={styles.none}>{t("apps.import.none")}</p>}
			</div>
		</Dialog>
	);
}

interface FileRowProps {
	file: SentFile;
	/** Left out where one press takes it. */
	chosen: boolean | undefined;
	onPress: () => void;
}

function FileRow({ file, chosen, onPress }: FileRowProps) {
	const language = useLanguage();
	return (
		<Row
			icon={chosen ? Check : FileIcon}
			{...(chosen !== undefined && { chosen })}
			label={<bdi>{file.name}</bdi>}
			detail={file.bytes === null ? undefined : sizeWords(file.bytes, language)}
			onPress={onPress}
		/>
	);
}
