// What the features add to the pages of people.
import type { PersonParts } from "@/features/contacts/parts";
import { PersonBadge } from "@/features/trust/PersonBadge";
import { PersonVerification } from "@/features/trust/PersonVerification";

/** On a person's page. */
export const personParts: PersonParts = { Verification: PersonVerification, Badge: PersonBadge };
