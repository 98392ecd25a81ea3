/** The switch of a list, and its other controls behind a click. */
import { lazyRouteComponent } from "@tanstack/react-router";
import { type ReactNode, Suspense, useState } from "react";
import { ArtistSwitch } from "@/components/ArtistSwitch";
import { useListDefaults } from "@/lib/preferences";
import classes from "./TuningControls.module.css";
import { applyChange, isUnset, type Tuning } from "./tuning";

const TuningBody = lazyRouteComponent(() => import("./TuningBody"), "TuningBody");

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
  return (
    <>
      <ArtistSwitch
        value={tuning.artists ?? defaults.artists}
        onChange={(artists) => {
          setDefaults({ ...defaults, artists });
          if (tuning.artists) onTune(applyChange(tuning, { artists: undefined }));
        }}
      />
      <details
        className={classes.tuning}
        open={isOpen}
        onToggle={(event) => setOpen(event.currentTarget.open)}
      >
        <summary>Tune this list</summary>
        {isOpen && (
          <Suspense fallback={<div className={classes.loading} />}>
            <TuningBody
              tuning={tuning}
              onTune={onTune}
              withFeedback={withFeedback}
              filters={children}
              onReset={isSet ? onReset : undefined}
            />
          </Suspense>
        )}
      </details>
    </>
  );
};
