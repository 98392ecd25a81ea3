/** Why a list is short, in a listener's words; the server's count of it is one click away. */
import { formatCount } from "@/lib/format";
import classes from "./Recommendations.module.css";

interface ShortfallProps {
  number_found: number;
  /** The limits that the listener set, such as "songs from 1990 on". */
  limits: readonly string[];
  detail: string | null;
}

const describe = (number_found: number, limits: readonly string[]): string => {
  const found =
    number_found === 0
      ? "No song fits"
      : `Only ${formatCount(number_found, "song fits", "songs fit")}`;
  if (limits.length > 0)
    return `${found}, because you asked for ${limits.join(", ")}. With fewer limits the list is longer.`;
  return `${found}: all others are left out, or are other versions of these.`;
};

export const Shortfall = ({ number_found, limits, detail }: ShortfallProps) => (
  <div className={classes.shortfall}>
    <p>{describe(number_found, limits)}</p>
    {detail && (
      <details>
        <summary>Details</summary>
        <p>{detail}</p>
      </details>
    )}
  </div>
);
