// /apps: the mini-apps that were opened on this device.
import { MyApps } from "@/features/apps/mine/MyApps";

/** The place. */
export function Component() {
	return <MyApps />;
}
