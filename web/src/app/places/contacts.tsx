// /contacts: people.
import { Contacts } from "@/features/contacts/Contacts";

/** The place. */
export function Component() {
	return <Contacts />;
}
