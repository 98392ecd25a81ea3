/** The seeds of Discover: a search box to add some, and those that are there. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { genresQuery } from "@/lib/genres";
import { keyOf, type NamedThing, nameOf } from "@/lib/named-things";
import { parseSeed } from "./discover-search";
import { seedNameQuery } from "./queries";
import { GenreSuggestions, SeedChips } from "./SeedChips";

const NUMBER_OF_SUGGESTIONS = 10;

interface DiscoverSeedsProps {
  seeds: readonly string[];
  onChange: (seeds: string[]) => void;
  /** The search box, which another feature has. */
  searchBox: (onPick: (thing: NamedThing) => void) => ReactNode;
}

export const DiscoverSeeds = ({ seeds, onChange, searchBox }: DiscoverSeedsProps) => {
  const client = useQueryClient();
  const { data } = useQuery(genresQuery());
  const add = (text: string): void => {
    const known = seeds.some((one) => one.replace(/^-/, "") === text);
    if (!known) onChange([...seeds, text]);
  };
  const pick = (thing: NamedThing): void => {
    const seed = parseSeed(keyOf(thing));
    if (!seed) return;
    client.setQueryData(seedNameQuery(seed.kind, seed.id).queryKey, nameOf(thing));
    add(keyOf(thing));
  };
  const genres = (data?.items ?? []).slice(0, NUMBER_OF_SUGGESTIONS);
  return (
    <div>
      {searchBox(pick)}
      <SeedChips seeds={seeds} onChange={onChange} />
      {seeds.length === 0 && (
        <GenreSuggestions
          genres={genres.map(({ genre }) => genre)}
          onPick={(genre) => add(`genre:${genre}`)}
        />
      )}
    </div>
  );
};
