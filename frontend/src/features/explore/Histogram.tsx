/** How the songs of the catalogue are spread over an attribute, with a part or a place marked. */
import { useId } from "react";
import type { FeatureScale } from "@/lib/api-types";
import classes from "./Histogram.module.css";

const HEIGHT = 32;
/** A step with few songs is seen, too. */
const LEAST_HEIGHT = 1;

/** Draw the steps as one path; their heights are square roots, so that few songs show. */
const drawSteps = (counts: readonly number[]): string => {
  const most = Math.sqrt(Math.max(...counts, 1));
  return counts
    .map((count, step) => {
      const height =
        count === 0 ? 0 : Math.max((Math.sqrt(count) / most) * HEIGHT, LEAST_HEIGHT);
      return `M${step + 0.08} ${HEIGHT}v${-height.toFixed(2)}h.84v${height.toFixed(2)}z`;
    })
    .join("");
};

/** Return the place of a value, in steps from the left; each whole number is a step wide. */
export const placeOf = (
  { lower, upper, counts }: FeatureScale,
  value: number,
): number => {
  const isWhole = counts.length === upper - lower + 1;
  const place = isWhole
    ? value - lower + 0.5
    : ((value - lower) / (upper - lower)) * counts.length;
  return Math.min(Math.max(place, 0), counts.length);
};

interface HistogramProps {
  scale: FeatureScale;
  /** The ends of the part in the accent colour, which is all without any. */
  part?: readonly [number, number];
  /** The value of a line. */
  mark?: number | undefined;
}

export const Histogram = ({ scale, part, mark }: HistogramProps) => {
  const id = useId();
  const number = scale.counts.length;
  const steps = drawSteps(scale.counts);
  const isWhole = number === scale.upper - scale.lower + 1;
  const half = isWhole ? 0.5 : 0;
  const from = part ? placeOf(scale, part[0]) - half : 0;
  const to = part ? placeOf(scale, part[1]) + half : number;
  return (
    <svg
      aria-hidden="true"
      className={classes.histogram}
      viewBox={`0 0 ${number} ${HEIGHT}`}
      preserveAspectRatio="none"
    >
      <clipPath id={id}>
        <rect x={from} y="0" width={Math.max(to - from, 0)} height={HEIGHT} />
      </clipPath>
      <path d={steps} className={classes.all} />
      {part && <path d={steps} className={classes.part} clipPath={`url(#${id})`} />}
      {mark !== undefined && (
        <path
          d={`M${placeOf(scale, mark)} 0V${HEIGHT}`}
          className={classes.mark}
          vectorEffect="non-scaling-stroke"
        />
      )}
    </svg>
  );
};
