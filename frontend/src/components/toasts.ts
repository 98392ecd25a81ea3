/** The store of toasts, outside React so that any mutation can show one. */
export interface Toast {
  id: number;
  message: string;
  /** What it is about: a toast replaces an older one with the same subject. */
  subject?: string;
  undo?: () => void;
}

type Listener = () => void;

const MAX_TOASTS = 2;
let toasts: readonly Toast[] = [];
let lastId = 0;
const listeners = new Set<Listener>();

const change = (next: readonly Toast[]): void => {
  toasts = next;
  for (const listener of listeners) listener();
};

export const currentToasts = (): readonly Toast[] => toasts;

export const onToastsChanged = (listener: Listener): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

const withoutSubject = (subject: string | undefined): readonly Toast[] =>
  toasts.filter((toast) => subject === undefined || toast.subject !== subject);

export const showToast = (
  message: string,
  options: Pick<Toast, "subject" | "undo"> = {},
): void => {
  lastId += 1;
  const others = withoutSubject(options.subject);
  change([...others, { id: lastId, message, ...options }].slice(-MAX_TOASTS));
};

export const closeToast = (id: number): void => {
  change(toasts.filter((toast) => toast.id !== id));
};

export const closeToastsAbout = (subject: string): void =>
  change(withoutSubject(subject));

export const closeAllToasts = (): void => change([]);
