/** The least and the most of an attribute over a histogram of the catalogue, and an aim. */
import { RangeSlider, Slider, UnstyledButton, VisuallyHidden } from "@mantine/core";
import { memo } from "react";
import type { FeatureScale } from "@/lib/api-types";
import classes from "./AttributeSlider.module.css";
import type { Attribute } from "./attributes";
import { type Interval, parseInterval } from "./discover-search";
import { Histogram } from "./Histogram";

/** Say what is asked for: "any", "40%–80%", "at least 40%, near 60%". */
export const describeInterval = (
  { format }: Pick<Attribute, "format">,
  { min, max, target }: Interval,
): string => {
  const near = target === undefined ? "" : `near ${format(target)}`;
  const within =
    min !== undefined && max !== undefined
      ? `${format(min)}–${format(max)}`
      : min !== undefined
        ? `at least ${format(min)}`
        : max !== undefined
          ? `at most ${format(max)}`
          : "";
  return [within, near].filter(Boolean).join(", ") || "any";
};

interface FilledProps {
  attribute: Attribute;
  scale: FeatureScale;
  interval: Interval;
  /** While it is dragged; `isFinal` once it is let go. */
  onChange: (name: Attribute["name"], interval: Interval, isFinal: boolean) => void;
}

/** Leave out what asks for nothing: an end of the scale is open. */
const toInterval = (
  scale: FeatureScale,
  [min, max]: readonly [number, number],
  target: number | undefined,
): Interval => ({
  ...(min > scale.lower && { min }),
  ...(max < scale.upper && { max }),
  ...(target !== undefined && { target }),
});

const Aim = ({ attribute, scale, interval, onChange }: FilledProps) => {
  const { name, label, format, step } = attribute;
  const { target, ...ends } = interval;
  const middle = Math.round(scale.mean / step) * step;
  return (
    <>
      <UnstyledButton
        className={classes.aim}
        aria-pressed={target !== undefined}
        onClick={() =>
          onChange(
            name,
            target === undefined ? { ...ends, target: middle } : ends,
            true,
          )
        }
      >
        Aim<VisuallyHidden> for a value of {label.toLowerCase()}</VisuallyHidden>
      </UnstyledButton>
      {target !== undefined && (
        <Slider
          className={classes.target}
          size="sm"
          min={scale.lower}
          max={scale.upper}
          step={step}
          value={target}
          label={null}
          thumbLabel={`${label}, near`}
          thumbValueText={format}
          onChange={(value) => onChange(name, { ...ends, target: value }, false)}
          onChangeEnd={(value) => onChange(name, { ...ends, target: value }, true)}
        />
      )}
    </>
  );
};

const Filled = (props: FilledProps) => {
  const { attribute, scale, interval, onChange } = props;
  const { name, label, ends, format, step } = attribute;
  const value: [number, number] = [
    Math.max(interval.min ?? scale.lower, scale.lower),
    Math.min(interval.max ?? scale.upper, scale.upper),
  ];
  const change = (next: [number, number], isFinal: boolean): void =>
    onChange(name, toInterval(scale, next, interval.target), isFinal);
  return (
    <fieldset className={classes.attribute} aria-label={label}>
      <div className={classes.heading}>
        <span>{label}</span>
        <span className={classes.value}>{describeInterval(attribute, interval)}</span>
      </div>
      <div className={classes.histogram}>
        <Histogram scale={scale} part={value} mark={interval.target} />
      </div>
      <RangeSlider
        size="sm"
        min={scale.lower}
        max={scale.upper}
        step={step}
        minRange={0}
        value={value}
        label={null}
        thumbFromLabel={`${label}, at least`}
        thumbToLabel={`${label}, at most`}
        thumbValueText={format}
        onChange={(next) => change(next, false)}
        onChangeEnd={(next) => change(next, true)}
      />
      <div className={classes.foot}>
        <span aria-hidden="true">{ends?.[0] ?? format(scale.lower)}</span>
        {name !== "year" && <Aim {...props} />}
        <span aria-hidden="true">{ends?.[1] ?? format(scale.upper)}</span>
      </div>
    </fieldset>
  );
};

interface AttributeSliderProps extends Omit<FilledProps, "interval"> {
  /** The interval as a search parameter: what does not change is not drawn again. */
  text: string | undefined;
}

export const AttributeSlider = memo(({ text, ...props }: AttributeSliderProps) => (
  <Filled {...props} interval={parseInterval(text)} />
));
