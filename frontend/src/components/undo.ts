/** The changes that can be undone, the last one at the end; a toast may be gone before it is. */
import { createStore } from "@/lib/store";
import { closeToastsAbout, showToast } from "./toasts";

export interface Change {
  id: number;
  /** What it changed, such as `track t1`; a newer message on it replaces the older one. */
  subject: string;
  /** One word for it in a sentence: "like". */
  word: string;
  message: string;
  revert: () => void;
}

const MAX_CHANGES = 50;
const changes = createStore<readonly Change[]>([]);
let lastId = 0;

export const useChanges = changes.use;

/** Remember a change, and tell of it with a button that undoes it; return its id. */
export const recordChange = (change: Omit<Change, "id">): number => {
  lastId += 1;
  const id = lastId;
  changes.set([...changes.get(), { ...change, id }].slice(-MAX_CHANGES));
  const { message, subject } = change;
  showToast(message, { subject, undo: () => undo(id) });
  return id;
};

/** Forget a change that did not happen after all. */
export const forgetChange = (id: number): void =>
  changes.set(changes.get().filter((change) => change.id !== id));

/** Undo one change, by default the last one; nothing happens if there is none. */
export const undo = (id = changes.get().at(-1)?.id): void => {
  const change = changes.get().find((one) => one.id === id);
  if (!change) return;
  forgetChange(change.id);
  change.revert();
  showToast(`Undone: ${change.message}`, { subject: change.subject });
};

/** Forget all changes with their messages, as after everything was erased. */
export const forgetAllChanges = (): void => {
  for (const { subject } of changes.get()) closeToastsAbout(subject);
  changes.set([]);
};
