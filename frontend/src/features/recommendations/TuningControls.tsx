/** How varied a list shall be, how much of one artist, and whether verdicts move it. */
import { Button, NativeSelect, Slider, Switch } from "@mantine/core";
import { type ReactNode, useEffect, useId, useState } from "react";
import { percent } from "@/lib/words";
import classes from "./TuningControls.module.css";
import { changed, isPlain, type Tuning } from "./tuning";

const CAPS = [
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
  const [moving, setMoving] = useState(value);
  useEffect(() => setMoving(value), [value]);
  return (
    <div className={classes.diversity}>
      <div className={classes.label}>
        <span id={id}>Variety</span>
        <span aria-hidden="true">{percent(moving)}</span>
      </div>
      <Slider
        min={0}
        max={1}
        step={0.05}
        value={moving}
        label={null}
        onChange={setMoving}
        onChangeEnd={onChange}
        thumbValueText={percent}
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
  isMoreSet?: boolean;
  onReset?: () => void;
}

export const TuningControls = ({
  tuning,
  onTune,
  withFeedback = false,
  children,
  isMoreSet = false,
  onReset = () => onTune({}),
}: TuningControlsProps) => {
  const isSet = !isPlain(tuning) || isMoreSet;
  const [isOpen, setOpen] = useState(isSet);
  const { diversity = 0, artist_cap, feedback } = tuning;
  const set = (change: Partial<Tuning>): void => onTune(changed(tuning, change));
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
            artist_cap && !CAPS.some(({ value }) => value === String(artist_cap))
              ? [...CAPS, { value: String(artist_cap), label: `At most ${artist_cap}` }]
              : CAPS
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
