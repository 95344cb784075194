// What the features add to the pages of people.
import type { PersonParts } from "@/features/contacts/parts";

/** On a person's page. */
export const personParts: PersonParts = {};
