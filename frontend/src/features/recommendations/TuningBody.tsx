/** What is behind "Tune this list": its code is loaded when it is opened. */
import { Button, NativeSelect, Switch } from "@mantine/core";
import type { ReactNode } from "react";
import { DiversitySlider, PopularitySlider } from "@/components/ListSliders";
import { useListDefaults } from "@/lib/preferences";
import classes from "./TuningControls.module.css";
import { applyChange, type Tuning } from "./tuning";

/** List the usual maxima, and the current one if the URL has another. */
const listMaxima = (current: number | undefined) => [
  { value: "", label: "No limit" },
  ...[...new Set([1, 2, 3, 5, current ?? 1])].map((maximum) => ({
    value: String(maximum),
    label: `Max ${maximum}`,
  })),
];

export interface TuningBodyProps {
  tuning: Tuning;
  onTune: (tuning: Tuning) => void;
  withFeedback: boolean;
  /** Filter controls of the same list. */
  filters: ReactNode;
  /** Undefined while nothing is set. */
  onReset: (() => void) | undefined;
}

export const TuningBody = ({
  tuning,
  onTune,
  withFeedback,
  filters,
  onReset,
}: TuningBodyProps) => {
  const [defaults] = useListDefaults();
  const { diversity, popularity, max_per_artist, feedback } = {
    ...defaults,
    ...tuning,
  };
  const set = (change: Partial<Tuning>): void => onTune(applyChange(tuning, change));
  return (
    <div className={classes.controls}>
      <DiversitySlider
        value={diversity}
        onChange={(value) =>
          set({ diversity: value === defaults.diversity ? undefined : value })
        }
      />
      <PopularitySlider
        value={popularity}
        onChange={(value) =>
          set({ popularity: value === defaults.popularity ? undefined : value })
        }
      />
      <NativeSelect
        label="Max per artist"
        value={max_per_artist ? String(max_per_artist) : ""}
        onChange={({ currentTarget: { value } }) =>
          set({ max_per_artist: value ? Number(value) : undefined })
        }
        data={listMaxima(max_per_artist)}
      />
      {filters}
      {withFeedback && (
        <Switch
          label="Use my likes and dislikes"
          checked={feedback !== "off"}
          onChange={({ currentTarget: { checked } }) =>
            set({ feedback: checked ? undefined : "off" })
          }
        />
      )}
      {onReset && (
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
  );
};
