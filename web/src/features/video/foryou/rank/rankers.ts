// The ways to put videos in order that one can choose from. Another ranker comes into this list, and nothing else changes.
import type { RankerId } from "../settings";
import { learned } from "./learned";
import type { Ranker } from "./ranker";
import { time } from "./time";

/** By their ids. */
export const rankers: Readonly<Record<RankerId, Ranker>> = { learned, time };
