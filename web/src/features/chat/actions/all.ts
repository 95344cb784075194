// Every action, in the order of the menu.
import type { MenuEntry } from "@/ui/Menu";
import type { ActionTarget, MessageAction } from "./action";
import { copy } from "./copy";
import { copyLink } from "./copyLink";
import { edit } from "./edit";
import { forward } from "./forward";
import { pin, unpin } from "./pin";
import { react } from "./react";
import { reactions } from "./reactions";
import { readers } from "./readers";
import { recall } from "./recall";
import { remove } from "./remove";
import { reply } from "./reply";
import { report } from "./report";
import { select } from "./select";
import { thread } from "./thread";

const actions: readonly MessageAction[] = [
	react,
	reply,
	thread,
	edit,
	copy,
	copyLink,
	forward,
	select,
	pin,
	unpin,
	readers,
	reactions,
	recall,
	report,
	remove,
];

/** What can be done with this message. */
export const actionsFor = (on: ActionTarget): MessageAction[] => actions.filter((one) => one.applies(on));

/** The same as entries of a menu. */
export function menuFor(on: ActionTarget): MenuEntry[] {
	return actionsFor(on).map((action) => ({
		id: action.id,
		label: on.t(action.label),
		icon: action.icon,
		shortcut: action.key && (action.key.length === 1 ? action.key.toUpperCase() : "Del"),
		danger: action.danger,
		separated: action.separated,
		perform: () => void action.perform(on),
	}));
}
