// /contacts: people, and what is opened from their list.
import { Navigate, Route, Routes, useParams } from "react-router";
import { AddContact } from "@/features/contacts/AddContact";
import { Contacts } from "@/features/contacts/Contacts";
import { Invite } from "@/features/contacts/Invite";
import { MyCode } from "@/features/contacts/MyCode";
import { NewChat } from "@/features/contacts/NewChat";
import { Person } from "@/features/contacts/Person";
import { Scan } from "@/features/contacts/Scan";
import { NewGroup } from "@/features/rooms/NewGroup";
import { NoPerson } from "../Nothing";
import { Panes } from "../Panes";

/** The place. */
export function Component() {
	return (
		<Routes>
			<Route path="/" element={<Panes list={<Contacts />} nothing={<NoPerson />} />}>
				<Route path="new" element={<NewChat />} />
				<Route path="new-group" element={<NewGroup />} />
				<Route path="add" element={<AddContact />} />
				<Route path="scan" element={<Scan />} />
				<Route path="code" element={<MyCode />} />
				<Route path="invite" element={<Invite />} />
				<Route path=":userId" element={<OnePerson />} />
			</Route>
			<Route path="*" element={<Navigate to="/contacts" replace />} />
		</Routes>
	);
}

function OnePerson() {
	const { userId = "" } = useParams();
	return <Person key={userId} userId={userId} />;
}
