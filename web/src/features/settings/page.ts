// Settings pages are data: the list, the switcher and the routes are made from it. The app brings in those of other
// features (app/settingsPages.ts).
import type { LucideIcon } from "lucide-react";
import { type ComponentType, createContext, useContext } from "react";
import type { MessageId } from "@/lib/i18n";

/** One page of settings. */
export interface SettingsPage {
	/** Its address below /me. */
	id: string;
	icon: LucideIcon;
	label: MessageId;
	/** Pages of a group stand together. */
	group: "account" | "app" | "end";
	/** Absent: `to` leads elsewhere. */
	Component?: ComponentType;
	to?: string;
	/** At the end of its row: how much waits there. */
	Value?: ComponentType;
}

const Context = createContext<readonly SettingsPage[]>([]);

/** Gives the place Me its pages. */
export const SettingsPagesProvider = Context;

/** All pages, in order. */
export const useSettingsPages = (): readonly SettingsPage[] => useContext(Context);
