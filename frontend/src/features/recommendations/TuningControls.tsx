/** How varied a list shall be, how much of one artist, and whether verdicts move it. */
import { Button, NativeSelect, Slider, Switch } from "@mantine/core";
import { type ReactNode, useEffect, useId, useState } from "react";
import { formatPercent } from "@/lib/format";
import classes from "./TuningControls.module.css";
import { applyChange, isUnset, type Tuning } from "./tuning";

const MAX_PER_ARTIST_OPTIONS = [
  { value: "", label: "Any number" },
  { value: "1", label: "At most 1" },
  { value: "2", label: "At most 2" },
  { value: "3", label: "At most 3" },
  { value: "5", label: "At most 5" },
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
        <span id={id}>Variety</span>
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
        <span>the nearest</span>
        <span>the most different</span>
      </div>
    </div>
  );
};

interface TuningControlsProps {
  tuning: Tuning;
  onTune: (tuning: Tuning) => void;
  withFeedback?: boolean;
  /** More controls of the same list, and whether any of them is set. */
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
  const { diversity = 0, artist_cap, feedback } = tuning;
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
          label="Songs of one artist"
          value={artist_cap ? String(artist_cap) : ""}
          onChange={({ currentTarget: { value } }) =>
            set({ artist_cap: value ? Number(value) : undefined })
          }
          data={
            artist_cap &&
            !MAX_PER_ARTIST_OPTIONS.some(({ value }) => value === String(artist_cap))
              ? [
                  ...MAX_PER_ARTIST_OPTIONS,
                  { value: String(artist_cap), label: `At most ${artist_cap}` },
                ]
              : MAX_PER_ARTIST_OPTIONS
          }
        />
        {children}
        {withFeedback && (
          <Switch
            label="My likes and dislikes move it"
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
              // The button goes; the keyboard stays with the list's controls.
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
