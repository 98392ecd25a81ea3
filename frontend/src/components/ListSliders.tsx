/** The sliders for the diversity and the popularity of a list. */
import { Slider } from "@mantine/core";
import { useEffect, useId, useState } from "react";
import { formatPercent, formatPopularity } from "@/lib/format";
import classes from "./ListSliders.module.css";

interface ListSliderProps {
  label: string;
  min: number;
  step: number;
  /** What the two ends of the scale mean. */
  ends: [string, string];
  format: (value: number) => string;
  value: number;
  onChange: (value: number) => void;
}

const ListSlider = ({
  label,
  min,
  step,
  ends,
  format,
  value,
  onChange,
}: ListSliderProps) => {
  const id = useId();
  const [draft, setDraft] = useState(value);
  useEffect(() => setDraft(value), [value]);
  return (
    <div className={classes.slider}>
      <div className={classes.label}>
        <span id={id}>{label}</span>
        <span aria-hidden="true">{format(draft)}</span>
      </div>
      <Slider
        min={min}
        max={1}
        step={step}
        value={draft}
        label={null}
        onChange={setDraft}
        onChangeEnd={onChange}
        thumbValueText={format}
        thumbProps={{ "aria-labelledby": id }}
      />
      <div className={classes.ends} aria-hidden="true">
        <span>{ends[0]}</span>
        <span>{ends[1]}</span>
      </div>
    </div>
  );
};

type ValueProps = Pick<ListSliderProps, "value" | "onChange">;

export const DiversitySlider = (props: ValueProps) => (
  <ListSlider
    {...props}
    label="Diversity"
    min={0}
    step={0.05}
    ends={["most similar", "most diverse"]}
    format={formatPercent}
  />
);

export const PopularitySlider = (props: ValueProps) => (
  <ListSlider
    {...props}
    label="Popularity"
    min={-1}
    step={0.1}
    ends={["deep cuts", "hits"]}
    format={formatPopularity}
  />
);
