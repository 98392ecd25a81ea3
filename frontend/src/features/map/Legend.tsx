/** What the colours mean; a genre or a cluster can be brought out. */
import { useMemo } from "react";
import { colorOf, SCALE_CSS, toCss } from "./colors";
import classes from "./Map.module.css";
import { labelOf, type Points } from "./points";

const MOST = 12;

interface GroupsProps {
  points: Points;
  by: "genre" | "cluster";
  highlighted: number | null;
  onHighlight: (number: number | null) => void;
}

const listGroups = (points: Points, by: "genre" | "cluster") =>
  by === "genre"
    ? points.genre_names.map((name, number) => ({ number, name }))
    : points.labels.map(({ cluster }) => ({
        number: cluster.cluster_number,
        name: [labelOf(cluster), cluster.genre && cluster.artist?.artist_name]
          .filter(Boolean)
          .join(", "),
      }));

export const GroupLegend = ({ points, by, highlighted, onHighlight }: GroupsProps) => {
  const groups = useMemo(() => listGroups(points, by).slice(0, MOST), [points, by]);
  return (
    <ul className={classes.legend} aria-label="Colours">
      {groups.map(({ number, name }) => (
        <li key={number}>
          <button
            type="button"
            aria-pressed={highlighted === number}
            onClick={() => onHighlight(highlighted === number ? null : number)}
          >
            <span
              className={classes.dot}
              style={{ background: toCss(colorOf(number)) }}
              aria-hidden="true"
            />
            {name}
          </button>
        </li>
      ))}
    </ul>
  );
};

interface ScaleProps {
  name: string;
  lower: number;
  upper: number;
}

export const ScaleLegend = ({ name, lower, upper }: ScaleProps) => (
  <p className={classes.scale}>
    <span>{`${name}: ${lower}`}</span>
    <span
      className={classes.ramp}
      style={{ background: SCALE_CSS }}
      aria-hidden="true"
    />
    <span>{`to ${upper}`}</span>
  </p>
);
