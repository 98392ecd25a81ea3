/** The search box: search as you type, then open a song. */
import { ActionIcon, Kbd, VisuallyHidden } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { CloseIcon, SearchIcon } from "@/components/Icons";
import { useCombobox } from "@/components/useCombobox";
import { formatCount } from "@/lib/format";
import { useSingleKeys } from "@/lib/preferences";
import { searchQuery } from "./queries";
import classes from "./Search.module.css";
import { SearchResults } from "./SearchResults";
import { useSlashFocus } from "./useSlashFocus";

const DEBOUNCE_MS = 140;
const NONE: never[] = [];

const useSearch = (searchText: string) => {
  const trimmedText = searchText.trim();
  const [debouncedText] = useDebouncedValue(trimmedText, DEBOUNCE_MS);
  const { data, isPlaceholderData, isSuccess } = useQuery(searchQuery(debouncedText));
  const isCurrent = debouncedText === trimmedText && isSuccess && !isPlaceholderData;
  return { debouncedText, items: data?.items ?? NONE, isCurrent };
};

export const Search = ({ large = false }: { large?: boolean }) => {
  const [searchText, setTyped] = useState("");
  const [isSubmitted, setSubmitted] = useState(false);
  const { debouncedText, items, isCurrent } = useSearch(searchText);
  const field = useRef<HTMLInputElement>(null);
  const navigate = useNavigate();
  const [hasSingleKeys] = useSingleKeys();
  useSlashFocus(field, hasSingleKeys);

  const pick = (index: number): void => {
    const track = items[index];
    if (!track) return;
    setTyped("");
    setSubmitted(false);
    combobox.close();
    field.current?.blur();
    void navigate({ to: "/tracks/$track_id", params: { track_id: track.track_id } });
  };
  const combobox = useCombobox({
    hasContent: searchText.trim() !== "",
    number_of_options: items.length,
    onPick: pick,
    onSubmit: () => setSubmitted(true),
    onClear: () => setTyped(""),
  });

  // Enter may come before the response: then open the first song once it arrives.
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
          aria-label="Search for a song or an artist"
          aria-keyshortcuts={hasSingleKeys ? "/" : undefined}
          placeholder="Search for a song or an artist"
          enterKeyHint="search"
          spellCheck={false}
          value={searchText}
          onChange={(event) => change(event.currentTarget.value)}
          onFocus={combobox.open}
        />
        {searchText === "" && hasSingleKeys && <Kbd className={classes.key}>/</Kbd>}
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
          <SearchResults
            text={debouncedText}
            list={combobox.listProps}
            optionProps={combobox.optionProps}
          />
        </div>
      )}
      <VisuallyHidden role="status">
        {combobox.isOpen &&
          isCurrent &&
          formatCount(items.length, "song found", "songs found")}
      </VisuallyHidden>
    </search>
  );
};
