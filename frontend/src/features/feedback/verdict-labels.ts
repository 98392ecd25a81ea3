/** The verdicts as a list or a row shows them. */
import type { Verdict } from "@/lib/api-types";

export const VERDICT_LABELS: Record<Verdict, string> = {
  like: "Liked",
  dislike: "Disliked",
  never: "Never again",
};
