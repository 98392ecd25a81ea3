/** The store of toasts, outside React so that any mutation can show one. */
import { createStore } from "@/lib/store";

export interface Toast {
  id: number;
  message: string;
  /** What it is about: a toast replaces an older one with the same subject. */
  subject?: string;
  undo?: () => void;
}

const MAX_TOASTS = 2;
const toasts = createStore<readonly Toast[]>([]);
let lastId = 0;

export const useToasts = toasts.use;

const withoutSubject = (subject: string | undefined): readonly Toast[] =>
  toasts.get().filter((toast) => subject === undefined || toast.subject !== subject);

export const showToast = (
  message: string,
  options: Pick<Toast, "subject" | "undo"> = {},
): void => {
  lastId += 1;
  const others = withoutSubject(options.subject);
  toasts.set([...others, { id: lastId, message, ...options }].slice(-MAX_TOASTS));
};

export const closeToast = (id: number): void => {
  toasts.set(toasts.get().filter((toast) => toast.id !== id));
};

export const closeToastsAbout = (subject: string): void =>
  toasts.set(withoutSubject(subject));

export const closeAllToasts = (): void => toasts.set([]);
