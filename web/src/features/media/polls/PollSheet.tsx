// Asks a question: two to twenty answers, one or several, votes seen at once or at the end.
import { Plus, X } from "lucide-react";
import type { Room } from "matrix-js-sdk";
import { useState } from "react";
import { useT } from "@/lib/i18n";
import { useOutbox } from "@/matrix/useOutbox";
import { Button, IconButton } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Field } from "@/ui/Field";
import { SwitchRow } from "@/ui/List";
import styles from "./Poll.module.css";
import { mostAnswers, pollTypes, startContent } from "./poll";

interface PollSheetProps {
	room: Room;
	threadId: string | null;
	close: () => void;
}

interface Line {
	id: number;
	words: string;
}

/** Sends when the question and two answers are there. */
export default function PollSheet({ room, threadId, close }: PollSheetProps) {
	const t = useT();
	const outbox = useOutbox();
	const [question, setQuestion] = useState("");
	const [lines, setLines] = useState<readonly Line[]>([
		{ id: 0, words: "" },
		{ id: 1, words: "" },
	]);
	const [several, setSeveral] = useState(false);
	const [hidden, setHidden] = useState(false);
	const answers = [...new Set(lines.map(({ words }) => words.trim()).filter(Boolean))];
	const ready = question.trim() !== "" && answers.length >= 2;
	const send = () => {
		void outbox.send({
			roomId: room.roomId,
			threadId,
			type: pollTypes.start,
			content: startContent(question.trim(), answers, several ? answers.length : 1, !hidden),
		});
		close();
	};
	return (
		<Dialog
			title={t("media.poll.new")}
			isOpen
			onClose={close}
			actions={
				<Button kind="primary" isDisabled={!ready} onPress={send}>
					{t("media.poll.send")}
				</Button>
			}
		>
			<div className={styles.form}>
				<Field
					label={t("media.poll.question")}
					value={question}
					maxLength={300}
					autoFocus
					onChange={setQuestion}
				/>
				<Answers lines={lines} onChange={setLines} />
			</div>
			<SwitchRow label={t("media.poll.allowSeveral")} isSelected={several} onChange={setSeveral} />
			<SwitchRow
				label={t("media.poll.hide")}
				detail={t("media.poll.hideDetail")}
				isSelected={hidden}
				onChange={setHidden}
			/>
		</Dialog>
	);
}

function Answers({
	lines,
	onChange,
}: {
	lines: readonly Line[];
	onChange: (lines: readonly Line[]) => void;
}) {
	const t = useT();
	return (
		<>
			{lines.map((line, i) => (
				<div key={line.id} className={styles.line}>
					<Field
						label={t("media.poll.answerNumber", { number: i + 1 })}
						value={line.words}
						maxLength={200}
						onChange={(words) => onChange(lines.map((one) => (one === line ? { ...one, words } : one)))}
					/>
					{lines.length > 2 && (
						<IconButton
							size={18}
							icon={X}
							label={t("media.poll.removeAnswer", { number: i + 1 })}
							onPress={() => onChange(lines.filter((one) => one !== line))}
						/>
					)}
				</div>
			))}
			{lines.length < mostAnswers && (
				<Button
					icon={Plus}
					kind="quiet"
					onPress={() => onChange([...lines, { id: Math.max(...lines.map(({ id }) => id)) + 1, words: "" }])}
				>
					{t("media.poll.addAnswer")}
				</Button>
			)}
		</>
	);
}
