/** The store of toasts, outside React so that any mutation can show one. */
export interface Toast {
  id: number;
  message: string;
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

export const showToast = (message: string, undo?: () => void): void => {
  lastId += 1;
  change([...toasts, { id: lastId, message, undo }].slice(-MAX_TOASTS));
};

export const closeToast = (id: number): void => {
  change(toasts.filter((toast) => toast.id !== id));
};

export const closeAllToasts = (): void => change([]);
