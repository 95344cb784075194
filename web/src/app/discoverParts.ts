// What other features do with what Discover finds.
import type { AddToChat } from "@/features/discover/directory/EntrySheet";

/** Puts a mini-app into a chat; without it, Discover offers its file. */
export const addToChat: AddToChat | undefined = undefined;
