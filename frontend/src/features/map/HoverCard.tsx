/** The song under the pointer. */
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { Cover } from "@/components/Cover";
import { formatArtists, formatTitle } from "@/lib/format";
import { trackQuery } from "@/lib/track-query";
import classes from "./Map.module.css";
import type { Place } from "./points";

const WAIT_MS = 60;

export const HoverCard = ({ track_id, at }: { track_id: string; at: Place }) => {
  const [settled] = useDebouncedValue(track_id, WAIT_MS);
  const { data } = useQuery(trackQuery(settled));
  if (!data || settled !== track_id) return null;
  return (
    <div
      className={classes.hover}
      style={{ transform: `translate(${at[0]}px, ${at[1]}px)` }}
      aria-hidden="true"
    >
      <span className={classes.cover}>
        <Cover track={data} size="small" eager />
      </span>
      <span>
        <strong>{formatTitle(data)}</strong>
        {formatArtists(data)}
      </span>
    </div>
  );
};
