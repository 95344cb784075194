// /admin: for people who run the server.
import { Admin } from "@/features/admin/Admin";

/** The place. */
export function Component() {
	return <Admin />;
}
