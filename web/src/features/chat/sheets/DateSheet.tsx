// A calendar: shows the messages of a day.
import { fromAbsolute, getLocalTimeZone, toCalendarDate } from "@internationalized/date";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { Direction } from "matrix-js-sdk";
import { useState } from "react";
import {
	Calendar,
	CalendarCell,
	CalendarGrid,
	CalendarGridBody,
	CalendarGridHeader,
	CalendarHeaderCell,
	Heading,
	I18nProvider,
} from "react-aria-components";
import { rightNow } from "@/lib/clock";
import { useLanguage, useT } from "@/lib/i18n";
import { useClient } from "@/matrix/react";
import { IconButton } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { toast } from "@/ui/Toast";
import { useChat } from "../Chat";
import styles from "./Sheets.module.css";

/** Asks the server which message is the first of the day (spec: GET /timestamp_to_event). */
export function DateSheet({ onClose }: { onClose: () => void }) {
	const t = useT();
	const client = useClient();
	const chat = useChat();
	const language = useLanguage();
	const [busy, setBusy] = useState(false);
	const zone = getLocalTimeZone();
	const jump = async (ts: number) => {
		setBusy(true);
		try {
			const found = await client.timestampToEvent(chat.room.roomId, ts, Direction.Forward);
			onClose();
			chat.jumpTo(found.event_id);
		} catch {
			toast(t("chat.noSuchDay"));
			setBusy(false);
		}
	};
	return (
		<Dialog title={t("chat.jumpToDate")} isOpen onClose={onClose}>
			<I18nProvider locale={language}>
				<Calendar
					aria-label={t("chat.jumpToDate")}
					className={styles.calendar ?? ""}
					maxValue={toCalendarDate(fromAbsolute(rightNow(), zone))}
					isDisabled={busy}
					onChange={(date) => void jump(date.toDate(zone).getTime())}
				>
					<header className={styles.months}>
						<IconButton slot="previous" icon={ChevronLeft} label={t("chat.earlier")} />
						<Heading />
						<IconButton slot="next" icon={ChevronRight} label={t("chat.later")} />
					</header>
					<CalendarGrid className={styles.grid ?? ""} weekdayStyle="narrow">
						<CalendarGridHeader>{(day) => <CalendarHeaderCell>{day}</CalendarHeaderCell>}</CalendarGridHeader>
						<CalendarGridBody>
							{(date) => <CalendarCell date={date} className={styles.day ?? ""} />}
						</CalendarGridBody>
					</CalendarGrid>
				</Calendar>
			</I18nProvider>
		</Dialog>
	);
}
