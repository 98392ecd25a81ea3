/** Highlights words of a text that begin with a typed word. */
import { Fragment } from "react";
import classes from "./Search.module.css";

interface Piece {
  /** Offset of the piece in the text. */
  start: number;
  text: string;
  isMatch: boolean;
}

const WORD = /[^\s\-–(/[]+/g;

const normalize = (text: string): string =>
  text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

const findMatchLength = (word: string, prefixes: string[]): number =>
  prefixes
    .filter((prefix) => normalize(word).startsWith(prefix))
    .reduce((longest, prefix) => Math.max(longest, prefix.length), 0);

/** Split a text into pieces; those that begin with a typed word match. */
export const splitByMatch = (text: string, searchText: string): Piece[] => {
  const prefixes = normalize(searchText).split(/\s+/).filter(Boolean);
  const pieces: Piece[] = [];
  let end = 0;
  const addPiece = (until: number, isMatch: boolean): void => {
    if (until > end) pieces.push({ start: end, text: text.slice(end, until), isMatch });
    end = until;
  };
  for (const { 0: word, index } of text.matchAll(WORD)) {
    const length = findMatchLength(word, prefixes);
    if (length === 0) continue;
    addPiece(index, false);
    addPiece(index + length, true);
  }
  addPiece(text.length, false);
  return pieces;
};

export const Highlight = ({ text, searchText }: { text: string; searchText: string }) =>
  splitByMatch(text, searchText).map(({ start, text: piece, isMatch }) =>
    isMatch ? (
      <mark key={start} className={classes.match}>
        {piece}
      </mark>
    ) : (
      <Fragment key={start}>{piece}</Fragment>
    ),
  );
