// /me: my profile and all settings, the open page beside the list.
import { Navigate, Route, Routes, useParams } from "react-router";
import { Me } from "@/features/settings/Me";
import { SettingsPagesProvider } from "@/features/settings/page";
import { SettingsScreen } from "@/features/settings/SettingsScreen";
import { Panes } from "../Panes";
import { settingsPages } from "../settingsPages";

/** The place. */
export function Component() {
	return (
		<SettingsPagesProvider value={settingsPages}>
			<Routes>
				<Route path="/" element={<Panes list={<Me />} nothing={<SettingsScreen id="profile" />} />}>
					<Route path=":page" element={<OpenPage />} />
				</Route>
				<Route path="*" element={<Navigate to="/me" replace />} />
			</Routes>
		</SettingsPagesProvider>
	);
}

function OpenPage() {
	const { page = "" } = useParams();
	return <SettingsScreen key={page} id={page} />;
}
