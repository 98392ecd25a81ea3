/** The switch between songs of any artist and songs of other artists, which every list has. */
import { SegmentedControl } from "@mantine/core";
import type { Artists } from "@/lib/preferences";
import classes from "./ArtistSwitch.module.css";

const CHOICES: { value: Artists; label: string }[] = [
  { value: "same", label: "Same artist too" },
  { value: "other", label: "Other artists" },
];

interface ArtistSwitchProps {
  value: Artists;
  onChange: (value: Artists) => void;
}

export const ArtistSwitch = ({ value, onChange }: ArtistSwitchProps) => (
  <SegmentedControl
    className={classes.switch}
    aria-label="Artists in this list"
    size="sm"
    value={value}
    onChange={onChange}
    data={CHOICES}
  />
);
