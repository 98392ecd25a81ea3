/** A search box: search as you type over all kinds, then pick one. */
import { ActionIcon, Kbd, VisuallyHidden } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { lazyRouteComponent } from "@tanstack/react-router";
import { Suspense, useEffect, useRef, useState } from "react";
import { CloseIcon, SearchIcon } from "@/components/Icons";
import { useCombobox } from "@/components/useCombobox";
import { formatCount } from "@/lib/format";
import type { Kind, NamedThing } from "@/lib/named-things";
import { ALL_KINDS, groupResults, listOptions } from "./groups";
import { searchQuery } from "./queries";
import classes from "./Search.module.css";
import { useSlashFocus } from "./useSlashFocus";

/** What is shown of results is loaded once the box has the focus. */
const SearchResults = lazyRouteComponent(
  () => import("./SearchResults"),
  "SearchResults",
);

const DEBOUNCE_MS = 140;

const useSearch = (searchText: string, kinds: readonly Kind[]) => {
  const trimmedText = searchText.trim();
  const [debouncedText] = useDebouncedValue(trimmedText, DEBOUNCE_MS);
  const { data, isPlaceholderData, isSuccess } = useQuery(searchQuery(debouncedText));
  const isCurrent = debouncedText === trimmedText && isSuccess && !isPlaceholderData;
  const options = data ? listOptions(groupResults(data, debouncedText, kinds)) : [];
  return { debouncedText, options, isCurrent };
};

interface SearchBoxProps {
  label: string;
  kinds?: readonly Kind[];
  large?: boolean;
  /** Whether the key `/` leads here. */
  hasSlash?: boolean;
  /** Whether the field keeps the focus after a pick, for the next one. */
  keepsFocus?: boolean;
  onPick: (thing: NamedThing) => void;
}

export const SearchBox = ({
  label,
  kinds = ALL_KINDS,
  large = false,
  hasSlash = false,
  keepsFocus = false,
  onPick,
}: SearchBoxProps) => {
  const [searchText, setTyped] = useState("");
  const [isSubmitted, setSubmitted] = useState(false);
  const { debouncedText, options, isCurrent } = useSearch(searchText, kinds);
  const field = useRef<HTMLInputElement>(null);
  useSlashFocus(field, hasSlash);

  const pick = (index: number): void => {
    const thing = options[index];
    if (!thing) return;
    setTyped("");
    setSubmitted(false);
    combobox.close();
    if (!keepsFocus) field.current?.blur();
    onPick(thing);
  };
  const combobox = useCombobox({
    hasContent: searchText.trim() !== "",
    number_of_options: options.length,
    onPick: pick,
    onSubmit: () => setSubmitted(true),
    onClear: () => setTyped(""),
  });

  // Enter may come before the response: then take the first result once it arrives.
  useEffect(() => {
    if (isSubmitted && isCurrent) pick(0);
  });

  const change = (text: string): void => {
    setTyped(text);
    setSubmitted(false);
    combobox.open();
  };

  return (
    <search
      className={classes.search}
      data-large={large || undefined}
      onBlur={combobox.onBlur}
    >
      <div className={classes.field}>
        <SearchIcon size={large ? 22 : 18} />
        <input
          {...combobox.inputProps}
          ref={field}
          type="text"
          aria-label={label}
          aria-keyshortcuts={hasSlash ? "/" : undefined}
          placeholder={label}
          enterKeyHint="search"
          spellCheck={false}
          value={searchText}
          onChange={(event) => change(event.currentTarget.value)}
          onFocus={() => {
            void SearchResults.preload?.();
            combobox.open();
          }}
        />
        {searchText === "" && hasSlash && <Kbd className={classes.key}>/</Kbd>}
        {searchText !== "" && (
          <ActionIcon
            variant="subtle"
            aria-label="Clear the search"
            onClick={() => {
              change("");
              field.current?.focus();
            }}
          >
            <CloseIcon size={18} />
          </ActionIcon>
        )}
      </div>
      {combobox.isOpen && (
        <div tabIndex={-1} className={classes.dropdown}>
          <Suspense>
            <SearchResults
              text={debouncedText}
              kinds={kinds}
              list={combobox.listProps}
              optionProps={combobox.optionProps}
            />
          </Suspense>
        </div>
      )}
      <VisuallyHidden role="status">
        {combobox.isOpen &&
          isCurrent &&
          formatCount(options.length, "result", "results")}
      </VisuallyHidden>
    </search>
  );
};
