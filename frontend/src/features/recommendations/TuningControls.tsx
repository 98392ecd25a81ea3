/** Controls for diversity, the maximum per artist and the use of feedback. */
import { Button, NativeSelect, Slider, Switch } from "@mantine/core";
import { type ReactNode, useEffect, useId, useState } from "react";
import { formatPercent } from "@/lib/format";
import classes from "./TuningControls.module.css";
import { applyChange, isUnset, type Tuning } from "./tuning";

/** List the usual maxima, and the current one if the URL has another. */
const listMaxima = (current: number | undefined) => [
  { value: "", label: "No limit" },
  ...[...new Set([1, 2, 3, 5, current ?? 1])].map((maximum) => ({
    value: String(maximum),
    label: `Max ${maximum}`,
  })),
];

interface DiversityProps {
  value: number;
  onChange: (value: number) => void;
}

const Diversity = ({ value, onChange }: DiversityProps) => {
  const id = useId();
  const [draft, setDraft] = useState(value);
  useEffect(() => setDraft(value), [value]);
  return (
    <div className={classes.diversity}>
      <div className={classes.label}>
        <span id={id}>Diversity</span>
        <span aria-hidden="true">{formatPercent(draft)}</span>
      </div>
      <Slider
        min={0}
        max={1}
        step={0.05}
        value={draft}
        label={null}
        onChange={setDraft}
        onChangeEnd={onChange}
        thumbValueText={formatPercent}
        thumbProps={{ "aria-labelledby": id }}
      />
      <div className={classes.ends} aria-hidden="true">
        <span>most similar</span>
        <span>most diverse</span>
      </div>
    </div>
  );
};

interface TuningControlsProps {
  tuning: Tuning;
  onTune: (tuning: Tuning) => void;
  withFeedback?: boolean;
  /** Filter controls of the same list, and whether any filter is set. */
  children?: ReactNode;
  isFilterSet?: boolean;
  onReset?: () => void;
}

export const TuningControls = ({
  tuning,
  onTune,
  withFeedback = false,
  children,
  isFilterSet = false,
  onReset = () => onTune({}),
}: TuningControlsProps) => {
  const isSet = !isUnset(tuning) || isFilterSet;
  const [isOpen, setOpen] = useState(isSet);
  const { diversity = 0, max_per_artist, feedback } = tuning;
  const set = (change: Partial<Tuning>): void => onTune(applyChange(tuning, change));
  return (
    <details
      className={classes.tuning}
      open={isOpen}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>Tune this list</summary>
      <div className={classes.controls}>
        <Diversity
          value={diversity}
          onChange={(value) => set({ diversity: value || undefined })}
        />
        <NativeSelect
          label="Max per artist"
          value={max_per_artist ? String(max_per_artist) : ""}
          onChange={({ currentTarget: { value } }) =>
            set({ max_per_artist: value ? Number(value) : undefined })
          }
          data={listMaxima(max_per_artist)}
        />
        {children}
        {withFeedback && (
          <Switch
            label="Use my likes and dislikes"
            checked={feedback !== "off"}
            onChange={({ currentTarget: { checked } }) =>
              set({ feedback: checked ? undefined : "off" })
            }
          />
        )}
        {isSet && (
          <Button
            variant="default"
            size="compact-md"
            onClick={(event) => {
              // The button disappears, so move the focus to the list's controls.
              event.currentTarget.closest("details")?.querySelector("summary")?.focus();
              onReset();
            }}
          >
            Reset
          </Button>
        )}
      </div>
    </details>
  );
};
