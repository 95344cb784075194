// Reads somebody's QR code and opens what it leads to.
import { useRef } from "react";
import { useNavigate } from "react-router";
import { useT } from "@/lib/i18n";
import { Page } from "@/ui/Page";
import { QrScanner } from "@/ui/QrScanner";
import { toast } from "@/ui/Toast";
import { parseAddress } from "./address";
import { placeOf, useHere } from "./links";
import styles from "./Person.module.css";

/** The same foreign code is not complained about at every frame. */
const quietMs = 4000;

/** The place /contacts/scan. */
export function Scan() {
	const t = useT();
	const go = useNavigate();
	const here = useHere();
	const complained = useRef(0);
	const found = (text: string) => {
		const address = parseAddress(text, here);
		const place = address && placeOf(address);
		if (place) {
			void go(place, { replace: true });
			return;
		}
		if (Date.now() - complained.current < quietMs) return;
		complained.current = Date.now();
		toast(t(address ? "contacts.alreadyIn" : "contacts.strangeCode"));
	};
	return (
		<Page title={t("contacts.scan")} onBack={() => void go("/contacts/add")} backOnDesktop>
			<div className={styles.person}>
				<QrScanner onText={found} />
				<p className={styles.hint}>{t("contacts.scanHint")}</p>
			</div>
		</Page>
	);
}
