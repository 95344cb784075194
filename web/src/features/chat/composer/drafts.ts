// What was begun and not sent, per chat; on this device only.
import { keyValue } from "@/lib/store";

/** Room id → text. */
export const drafts = keyValue<string>("drafts");
