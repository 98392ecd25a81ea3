/** The contributions to a score, as a bar, a legend and a table. */
import type { Contributions } from "@/lib/api-types";
import classes from "./ContributionBar.module.css";
import {
  CONTRIBUTIONS,
  computeShares,
  describeAgainst,
  describeContribution,
  describeShares,
  listAgainst,
} from "./contributions";

interface ContributionBarProps {
  contributions: Contributions;
  /** The match: length of the bar relative to the greatest, in [0, 1]. */
  length: number;
}

export const ContributionBar = ({ contributions, length }: ContributionBarProps) => {
  const shares = computeShares(contributions);
  return (
    <span className={classes.scale}>
      <span
        role="img"
        aria-label={`Made of ${describeShares(contributions) || "no positive contribution"}${describeAgainst(contributions)}`}
        className={classes.bar}
        style={{ "--length": Math.min(Math.max(length, 0), 1) }}
      >
        {CONTRIBUTIONS.filter(({ key }) => shares[key] >= 0.01).map(({ key }) => (
          <span key={key} data-contribution={key} style={{ "--share": shares[key] }} />
        ))}
        {listAgainst(contributions).map(({ key, share }) => (
          <span
            key={`${key} against`}
            data-contribution={key}
            data-negative
            style={{ "--share": share }}
          />
        ))}
      </span>
    </span>
  );
};

/** The legend of the bar colours. */
export const Legend = () => (
  <ul aria-label="Contributions to the score" className={classes.legend}>
    {CONTRIBUTIONS.filter(({ against }) => !against).map(({ key, name, meaning }) => (
      <li key={key} title={meaning}>
        <span aria-hidden="true" data-contribution={key} />
        {name}
      </li>
    ))}
  </ul>
);

/** The contributions as numbers, each with its meaning. */
export const Breakdown = ({ contributions }: { contributions: Contributions }) => {
  const largest = Math.max(
    ...CONTRIBUTIONS.map(({ key }) => Math.abs(contributions[key])),
    1e-9,
  );
  return (
    <dl className={classes.breakdown}>
      {CONTRIBUTIONS.map((part) => {
        const { key, name } = part;
        return (
          <div key={key}>
            <dt>
              {name}{" "}
              <span className={classes.meaning}>
                {describeContribution(part, contributions[key])}
              </span>
            </dt>
            <dd>
              <span aria-hidden="true" className={classes.rail}>
                <span
                  data-contribution={key}
                  data-negative={contributions[key] < 0 || undefined}
                  style={{ "--share": Math.abs(contributions[key]) / largest }}
                />
              </span>
              {contributions[key].toFixed(3).replace("-", "−")}
            </dd>
          </div>
        );
      })}
    </dl>
  );
};
