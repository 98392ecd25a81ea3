/** The groups of results below a search box. */
import { Skeleton } from "@mantine/core";
import type { ComponentProps } from "react";
import { QueryView } from "@/components/QueryView";
import { type Kind, keyOf } from "@/lib/named-things";
import { groupResults, listOptions } from "./groups";
import { Option } from "./Option";
import { searchQuery } from "./queries";
import classes from "./Search.module.css";

const LoadingSkeleton = () => (
  <div>
    {["a", "b", "c", "d"].map((row) => (
      <div key={row} className={classes.option}>
        <Skeleton width={44} height={44} radius={4} />
        <div>
          <Skeleton width="55%" height={14} my={4} />
          <Skeleton width="35%" height={12} my={4} />
        </div>
      </div>
    ))}
  </div>
);

const Nothing = ({ text }: { text: string }) => (
  <p className={classes.nothing}>
    Nothing is called <strong>{text}</strong>. Try fewer words, or only the artist.
  </p>
);

interface SearchResultsProps {
  text: string;
  kinds: readonly Kind[];
  list: ComponentProps<"div">;
  optionProps: (index: number) => ComponentProps<"li">;
}

export const SearchResults = ({
  text,
  kinds,
  list,
  optionProps,
}: SearchResultsProps) => (
  <QueryView
    query={searchQuery(text)}
    loading={<LoadingSkeleton />}
    empty={<Nothing text={text} />}
    isEmpty={(results) => listOptions(groupResults(results, text, kinds)).length === 0}
  >
    {(results) => (
      <>
        {results.did_you_mean && (
          <p className={classes.corrected}>
            Showing results for <strong>{results.did_you_mean}</strong>
          </p>
        )}
        <div {...list}>
          {groupResults(results, text, kinds).map(({ kind, label, first, options }) => (
            <ul key={kind} {...{ role: "group", "aria-label": label }}>
              <li aria-hidden="true" className={classes.group}>
                {label}
              </li>
              {options.map((thing, place) => (
                <Option
                  key={keyOf(thing)}
                  thing={thing}
                  searchText={results.did_you_mean ?? text}
                  option={optionProps(first + place)}
                />
              ))}
            </ul>
          ))}
        </div>
      </>
    )}
  </QueryView>
);
