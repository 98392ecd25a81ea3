/** Choices of a genre and of explicit lyrics, for every list that can be filtered. */
import { NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { genresQuery } from "@/lib/genres";

export interface SongFilter {
  genre?: string | undefined;
  explicit?: "no" | "only" | undefined;
}

const EXPLICIT_OPTIONS = [
  { value: "", label: "All songs" },
  { value: "no", label: "Without explicit lyrics" },
  { value: "only", label: "Only explicit lyrics" },
];

interface SongFiltersProps {
  filter: SongFilter;
  onChange: (change: SongFilter) => void;
}

export const SongFilters = ({ filter, onChange }: SongFiltersProps) => {
  const { data } = useQuery(genresQuery());
  const genres = data?.items ?? [];
  const { genre = "", explicit = "" } = filter;
  const isKnown = genre === "" || genres.some((item) => item.genre === genre);
  return (
    <>
      <NativeSelect
        label="Genre"
        value={genre}
        onChange={({ currentTarget: { value } }) =>
          onChange({ genre: value || undefined })
        }
        data={[
          { value: "", label: "Any genre" },
          ...(isKnown ? [] : [{ value: genre, label: genre }]),
          ...genres.map((item) => ({
            value: item.genre,
            label: `${item.genre} (${item.number_of_tracks.toLocaleString("en-GB")})`,
          })),
        ]}
      />
      <NativeSelect
        label="Lyrics"
        value={explicit}
        onChange={({ currentTarget: { value } }) =>
          onChange({ explicit: value === "no" || value === "only" ? value : undefined })
        }
        data={EXPLICIT_OPTIONS}
      />
    </>
  );
};
