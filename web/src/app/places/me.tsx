// /me: my profile and all settings.
import { Me } from "@/features/settings/Me";

/** The place. */
export function Component() {
	return <Me />;
}
