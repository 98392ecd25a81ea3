/** The sliders of all attributes of which the catalogue has values. */
import { Skeleton } from "@mantine/core";
import { useCallback } from "react";
import { QueryView } from "@/components/QueryView";
import type { FeatureScale } from "@/lib/api-types";
import classes from "./AttributePanel.module.css";
import { AttributeSlider } from "./AttributeSlider";
import { ATTRIBUTES, type Attribute, YEAR } from "./attributes";
import {
  type DiscoverSearch,
  formatInterval,
  type Interval,
  parameterOf,
} from "./discover-search";
import { featureScalesQuery } from "./queries";

const LoadingSkeleton = () => (
  <div className={classes.attributes}>
    {ATTRIBUTES.filter(({ isFirst }) => isFirst).map(({ name }) => (
      <Skeleton key={name} height={96} />
    ))}
  </div>
);

interface PanelProps {
  search: DiscoverSearch;
  /** Changes some parameters; an undefined one is removed. */
  onChange: (change: Partial<DiscoverSearch>, isFinal: boolean) => void;
}

interface SlidersProps extends PanelProps {
  attributes: readonly Attribute[];
  scales: readonly FeatureScale[];
}

const Sliders = ({ attributes, scales, search, onChange }: SlidersProps) => {
  const change = useCallback(
    (name: Attribute["name"], interval: Interval, isFinal: boolean) =>
      onChange({ [parameterOf(name)]: formatInterval(interval) }, isFinal),
    [onChange],
  );
  return (
    <div className={classes.attributes}>
      {attributes.map((attribute) => {
        const scale = scales.find(({ name }) => name === attribute.name);
        if (!scale || scale.lower === scale.upper) return null;
        return (
          <AttributeSlider
            key={attribute.name}
            attribute={attribute}
            scale={scale}
            text={search[parameterOf(attribute.name)] as string | undefined}
            onChange={change}
          />
        );
      })}
    </div>
  );
};

export const AttributePanel = ({ search, onChange }: PanelProps) => (
  <QueryView
    query={featureScalesQuery()}
    loading={<LoadingSkeleton />}
    empty="No song has audio features, a year or a popularity yet."
  >
    {({ items }) => {
      const shared = { scales: items, search, onChange };
      const others = ATTRIBUTES.filter(({ isFirst }) => !isFirst);
      const isSet = others.some(({ name }) => search[parameterOf(name)]);
      return (
        <>
          <Sliders
            {...shared}
            attributes={[YEAR, ...ATTRIBUTES.filter(({ isFirst }) => isFirst)]}
          />
          <details className={classes.more} open={isSet || undefined}>
            <summary>More attributes</summary>
            <Sliders {...shared} attributes={others} />
          </details>
        </>
      );
    }}
  </QueryView>
);
