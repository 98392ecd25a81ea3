/** Marks the words that were typed where they begin a word of a text. */
import { Fragment } from "react";
import classes from "./Search.module.css";

interface Piece {
  /** Where the piece begins in the text. */
  start: number;
  text: string;
  isHit: boolean;
}

const WORD = /[^\s\-–(/[]+/g;

const plain = (text: string): string =>
  text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

const lengthOfHit = (word: string, wanted: string[]): number =>
  wanted
    .filter((typed) => plain(word).startsWith(typed))
    .reduce((longest, typed) => Math.max(longest, typed.length), 0);

/** Split a text into pieces; those that answer a typed word are hits. */
export const pieces = (text: string, typed: string): Piece[] => {
  const wanted = plain(typed).split(/\s+/).filter(Boolean);
  const found: Piece[] = [];
  let end = 0;
  const take = (until: number, isHit: boolean): void => {
    if (until > end) found.push({ start: end, text: text.slice(end, until), isHit });
    end = until;
  };
  for (const { 0: word, index } of text.matchAll(WORD)) {
    const length = lengthOfHit(word, wanted);
    if (length === 0) continue;
    take(index, false);
    take(index + length, true);
  }
  take(text.length, false);
  return found;
};

export const Highlight = ({ text, typed }: { text: string; typed: string }) =>
  pieces(text, typed).map(({ start, text: piece, isHit }) =>
    isHit ? (
      <mark key={start} className={classes.hit}>
        {piece}
      </mark>
    ) : (
      <Fragment key={start}>{piece}</Fragment>
    ),
  );
