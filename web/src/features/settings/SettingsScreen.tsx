// One page of settings, beside the list on a desktop and over it on a phone.
import { Suspense } from "react";
import { Navigate, useNavigate } from "react-router";
import { useT } from "@/lib/i18n";
import { Page } from "@/ui/Page";
import { useSettingsPages } from "./page";
import styles from "./Settings.module.css";

/** `id`: the page's address. */
export function SettingsScreen({ id }: { id: string }) {
	const t = useT();
	const go = useNavigate();
	const page = useSettingsPages().find((one) => one.id === id);
	if (!page?.Component) return <Navigate to="/me" replace />;
	const { Component } = page;
	return (
		<Page title={t(page.label)} onBack={() => void go("/me")}>
			<div className={styles.column}>
				<Suspense>
					<Component />
				</Suspense>
			</div>
		</Page>
	);
}
