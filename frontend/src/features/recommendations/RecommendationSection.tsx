/** A section of recommendations: title, legend, controls and rows, or why there are none. */
import { Skeleton } from "@mantine/core";
import type { QueryKey } from "@tanstack/react-query";
import type { ComponentProps, ReactNode } from "react";
import { QueryView } from "@/components/QueryView";
import { Legend } from "./ContributionBar";
import { HeldList } from "./HeldList";
import type { RecommendedList } from "./queries";
import classes from "./Recommendations.module.css";

const LoadingSkeleton = ({ number }: { number: number }) => (
  <ol className={classes.list}>
    {Array.from({ length: number }, (_, position) => `place ${position}`).map(
      (position) => (
        <li key={position} className={classes.row}>
          <span className={classes.rank} />
          <Skeleton className={classes.cover} style={{ aspectRatio: 1 }} />
          <div className={classes.summary}>
            <Skeleton height={17} width="45%" my={3} />
            <Skeleton height={14} width="60%" mt={8} mb={4} />
            <Skeleton height={14} width="75%" mt={13} mb={4} />
          </div>
          <div className={classes.foot}>
            <Skeleton height={6} width={144} my={9} />
          </div>
        </li>
      ),
    )}
  </ol>
);

interface RecommendationSectionProps<List extends RecommendedList, Key extends QueryKey>
  extends Omit<ComponentProps<typeof HeldList<List, Key>>, "latest"> {
  /** Whether the rows have bars, which the legend explains. */
  withLegend?: boolean;
  controls: ReactNode;
}

export const RecommendationSection = <
  List extends RecommendedList,
  Key extends QueryKey,
>({
  title,
  withLegend = true,
  controls,
  ...list
}: RecommendationSectionProps<List, Key>) => (
  <section aria-labelledby="recommendations">
    <div className={classes.heading}>
      <h2 id="recommendations">{title}</h2>
      {withLegend && <Legend />}
    </div>
    {controls}
    <QueryView query={list.query} loading={<LoadingSkeleton number={list.number} />}>
      {(latest) => <HeldList {...list} title={title} latest={latest} />}
    </QueryView>
  </section>
);
