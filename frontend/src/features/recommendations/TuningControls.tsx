/** Controls for diversity, popularity, the maximum per artist and the use of feedback. */
import { Button, NativeSelect, Switch } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { ArtistSwitch } from "@/components/ArtistSwitch";
import { DiversitySlider, PopularitySlider } from "@/components/ListSliders";
import { useListDefaults } from "@/lib/preferences";
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
  const [defaults, setDefaults] = useListDefaults();
  const { diversity, popularity, max_per_artist, artists, feedback } = {
    ...defaults,
    ...tuning,
  };
  const set = (change: Partial<Tuning>): void => onTune(applyChange(tuning, change));
  return (
    <>
      <ArtistSwitch
        value={artists}
        onChange={(value) => {
          setDefaults({ ...defaults, artists: value });
          if (tuning.artists) set({ artists: undefined });
        }}
      />
      <details
        className={classes.tuning}
        open={isOpen}
        onToggle={(event) => setOpen(event.currentTarget.open)}
      >
        <summary>Tune this list</summary>
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
                event.currentTarget
                  .closest("details")
                  ?.querySelector("summary")
                  ?.focus();
                onReset();
              }}
            >
              Reset
            </Button>
          )}
        </div>
      </details>
    </>
  );
};
