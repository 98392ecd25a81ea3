/** The reasons that every row of a list has: they are said once, and not in each row. */
import type { Recommendation } from "@/lib/api-types";

/** With fewer rows there is nothing to save. */
const FEWEST_ROWS = 3;

export const findSharedReasons = (rows: readonly Recommendation[]): string[] => {
  const [first, ...others] = rows;
  if (!first || rows.length < FEWEST_ROWS) return [];
  return first.reasons.filter((reason) =>
    others.every(({ reasons }) => reasons.includes(reason)),
  );
};
