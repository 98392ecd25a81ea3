/** Filters of a list: release years, genre and explicit lyrics. */
import { NativeSelect, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { genresQuery } from "./queries";
import classes from "./TuningControls.module.css";
import { applyChange, type Filters, parseFilters } from "./tuning";

const EXPLICIT_OPTIONS = [
  { value: "", label: "All songs" },
  { value: "no", label: "Without explicit lyrics" },
  { value: "only", label: "Only explicit lyrics" },
];

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
  const { data: genres } = useQuery(genresQuery());
  const { year_min, year_max, genre = "", explicit = "" } = filters;
  const set = (change: Partial<Filters>): void =>
    onFilter(parseFilters({ ...applyChange(filters, change) }));
  const names = genres?.items ?? [];
  const isKnown = genre === "" || names.some((item) => item.genre === genre);
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
      <NativeSelect
        label="Genre"
        value={genre}
        onChange={({ currentTarget: { value } }) => set({ genre: value || undefined })}
        data={[
          { value: "", label: "Any genre" },
          ...(isKnown ? [] : [{ value: genre, label: genre }]),
          ...names.map((item) => ({
            value: item.genre,
            label: `${item.genre} (${item.number_of_tracks.toLocaleString("en-GB")})`,
          })),
        ]}
      />
      <NativeSelect
        label="Lyrics"
        value={explicit}
        onChange={({ currentTarget: { value } }) =>
          set({ explicit: value === "no" || value === "only" ? value : undefined })
        }
        data={EXPLICIT_OPTIONS}
      />
    </>
  );
};
