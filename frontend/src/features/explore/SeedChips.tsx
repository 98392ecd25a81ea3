/** The seeds of a list as chips: more like this, less like this, without it. */
import { ActionIcon, UnstyledButton, VisuallyHidden } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import { CloseIcon } from "@/components/Icons";
import { formatSeed, parseSeed, type Seed } from "./discover-search";
import { seedNameQuery } from "./queries";
import classes from "./SeedChips.module.css";

const KINDS = {
  track: "song",
  artist: "artist",
  genre: "genre",
  playlist: "playlist",
} as const;

const useSeedName = ({ kind, id }: Seed): string => {
  const { data, isError } = useQuery(seedNameQuery(kind, id));
  return data ?? (isError ? `Unknown ${KINDS[kind]}` : "…");
};

interface ChipProps {
  seed: Seed;
  onTurn: () => void;
  onRemove: () => void;
}

const Chip = ({ seed, onTurn, onRemove }: ChipProps) => {
  const name = useSeedName(seed);
  return (
    <li className={classes.chip} data-minus={seed.isMinus || undefined}>
      <UnstyledButton className={classes.turn} onClick={onTurn}>
        <span aria-hidden="true" className={classes.sign}>
          {seed.isMinus ? "−" : "+"}
        </span>
        <VisuallyHidden>{seed.isMinus ? "Less like " : "More like "}</VisuallyHidden>
        <span className={classes.name}>{name}</span>
        <span className={classes.kind}> {KINDS[seed.kind]}</span>
      </UnstyledButton>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={28}
        aria-label={`Remove ${name}`}
        onClick={onRemove}
      >
        <CloseIcon size={15} />
      </ActionIcon>
    </li>
  );
};

interface SeedChipsProps {
  seeds: readonly string[];
  onChange: (seeds: string[]) => void;
}

export const SeedChips = ({ seeds, onChange }: SeedChipsProps) => {
  const list = useRef<HTMLUListElement>(null);
  if (seeds.length === 0) return null;
  const replace = (old: string, next?: Seed): void => {
    const changed = seeds.flatMap((text) =>
      text === old ? (next ? [formatSeed(next)] : []) : [text],
    );
    // The chip is gone: the one before it takes the focus, or the search box.
    if (!next) {
      const places = [...(list.current?.querySelectorAll("li") ?? [])];
      const place = Math.max(seeds.indexOf(old) - 1, 0);
      const others = places.filter((_, index) => index !== seeds.indexOf(old));
      const focused =
        others[Math.min(place, others.length - 1)]?.querySelector("button") ??
        list.current?.parentElement?.querySelector("input");
      focused?.focus();
    }
    onChange(changed);
  };
  return (
    <ul ref={list} aria-label="Seeds" className={classes.chips}>
      {seeds.map((text) => {
        const seed = parseSeed(text);
        if (!seed) return null;
        return (
          <Chip
            key={`${seed.kind}:${seed.id}`}
            seed={seed}
            onTurn={() => replace(text, { ...seed, isMinus: !seed.isMinus })}
            onRemove={() => replace(text)}
          />
        );
      })}
    </ul>
  );
};

interface GenreSuggestionsProps {
  genres: readonly string[];
  onPick: (genre: string) => void;
}

/** Something to press while there is no seed. */
export const GenreSuggestions = ({ genres, onPick }: GenreSuggestionsProps) => (
  <ul aria-label="Frequent genres" className={classes.chips}>
    {genres.map((genre) => (
      <li key={genre}>
        <UnstyledButton className={classes.suggestion} onClick={() => onPick(genre)}>
          <span aria-hidden="true">+ </span>
          <VisuallyHidden>Add </VisuallyHidden>
          {genre}
        </UnstyledButton>
      </li>
    ))}
  </ul>
);
