/** Filters of a list: release years, genre and explicit lyrics. */
import { TextInput } from "@mantine/core";
import { SongFilters } from "@/components/SongFilters";
import classes from "./TuningControls.module.css";
import { applyChange, type Filters, parseFilters } from "./tuning";

interface YearProps {
  label: string;
  value: number | undefined;
  onChange: (value: number | undefined) => void;
}

const Year = ({ label, value, onChange }: YearProps) => {
  const submitYear = (text: string): void => {
    const year = text === "" ? undefined : Number(text);
    if (year !== value) onChange(year);
  };
  return (
    <TextInput
      // Remount when the URL changes; until then the input keeps the typed text.
      key={value ?? "none"}
      label={label}
      type="number"
      inputMode="numeric"
      min={1000}
      max={2999}
      defaultValue={value ?? ""}
      onBlur={(event) => submitYear(event.currentTarget.value)}
      onKeyDown={(event) =>
        event.key === "Enter" && submitYear(event.currentTarget.value)
      }
    />
  );
};

interface FilterControlsProps {
  filters: Filters;
  onFilter: (filters: Filters) => void;
}

export const FilterControls = ({ filters, onFilter }: FilterControlsProps) => {
  const { year_min, year_max } = filters;
  const set = (change: Partial<Filters>): void =>
    onFilter(parseFilters({ ...applyChange(filters, change) }));
  return (
    <>
      <div className={classes.years}>
        <Year
          label="From year"
          value={year_min}
          onChange={(year) => set({ year_min: year })}
        />
        <Year
          label="To year"
          value={year_max}
          onChange={(year) => set({ year_max: year })}
        />
      </div>
      <SongFilters filter={filters} onChange={set} />
    </>
  );
};
