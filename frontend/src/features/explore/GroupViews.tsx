/** The pages of a genre and of a year: the best known songs and the artists of most of them. */
import type { QueryKey, UseQueryOptions } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ArtistLink } from "@/components/EntityLinks";
import { QueryView } from "@/components/QueryView";
import type { Artist, Portrait, RecommendationRequest } from "@/lib/api-types";
import type { Problem } from "@/lib/http";
import { EntityHeader } from "./EntityHeader";
import { DiscoverLink, PageSkeleton } from "./Page";
import { genreQuery, songsQuery, yearQuery } from "./queries";
import { Section } from "./Section";
import { SongCards } from "./SongCards";
import { Sound } from "./Sound";
import classes from "./Views.module.css";

type Group = Portrait & { artists: Artist[] };

interface GroupViewProps<Data extends Group, Key extends QueryKey> {
  query: UseQueryOptions<Data, Problem, Data, Key>;
  kind: string;
  name: string;
  withGenres: boolean;
  filters: NonNullable<RecommendationRequest["filters"]>;
  actions: ReactNode;
}

const GroupView = <Data extends Group, Key extends QueryKey>({
  query,
  kind,
  name,
  withGenres,
  filters,
  actions,
}: GroupViewProps<Data, Key>) => (
  <QueryView query={query} loading={<PageSkeleton />}>
    {(group) => (
      <>
        <EntityHeader
          kind={kind}
          name={name}
          cover={{ track_id: name, track_name: name, album: null }}
          portrait={group}
          withGenres={withGenres}
          actions={actions}
        />
        <Section title="Best known songs">
          <SongCards
            query={songsQuery({ filters, max_per_artist: 2 })}
            empty="No song is left here."
          />
        </Section>
        {group.artists.length > 0 && (
          <Section title="Artists with most songs">
            <ul className={classes.names}>
              {group.artists.map((artist) => (
                <li key={artist.artist_id}>
                  <ArtistLink artist={artist} />
                </li>
              ))}
            </ul>
          </Section>
        )}
        <Sound portrait={group} />
      </>
    )}
  </QueryView>
);

export const GenreView = ({ genre }: { genre: string }) => (
  <GroupView
    query={genreQuery(genre)}
    kind="Genre"
    name={genre}
    withGenres={false}
    filters={{ genres: [genre] }}
    actions={
      <>
        <DiscoverLink seeds={[`genre:${genre}`]}>Songs like this genre</DiscoverLink>
        <DiscoverLink search={{ genre }}>Only songs of it</DiscoverLink>
      </>
    }
  />
);

export const YearView = ({ year }: { year: number }) => (
  <GroupView
    query={yearQuery(year)}
    kind="Year"
    name={String(year)}
    withGenres
    filters={{ year: { min: year, max: year } }}
    actions={
      <DiscoverLink search={{ year: `${year}..${year}` }}>
        Discover songs of {year}
      </DiscoverLink>
    }
  />
);
