/** Toasts that confirm an action and offer undo; the timer pauses on hover and focus. */
import { ActionIcon, Button } from "@mantine/core";
import { useEffect, useState } from "react";
import { CloseIcon } from "./Icons";
import classes from "./Toaster.module.css";
import { closeToast, type Toast, useToasts } from "./toasts";
import { useUndoKeys } from "./useUndoKeys";

export const SHOWN_FOR_MS = 10_000;

const Message = ({ toast }: { toast: Toast }) => {
  const [isPaused, setPaused] = useState(false);
  useEffect(() => {
    if (isPaused) return;
    const timer = window.setTimeout(() => closeToast(toast.id), SHOWN_FOR_MS);
    return () => window.clearTimeout(timer);
  }, [isPaused, toast.id]);
  return (
    <li
      className={classes.toast}
      onMouseEnter={() => setPaused(true)}
      onMouseLeave={() => setPaused(false)}
      onFocus={() => setPaused(true)}
      onBlur={() => setPaused(false)}
    >
      <span className={classes.message}>{toast.message}</span>
      {toast.undo && (
        <Button size="compact-md" className={classes.undo} onClick={toast.undo}>
          Undo
        </Button>
      )}
      <ActionIcon
        variant="subtle"
        aria-label="Close this message"
        onClick={() => closeToast(toast.id)}
      >
        <CloseIcon size={18} />
      </ActionIcon>
    </li>
  );
};

export const Toaster = () => {
  const toasts = useToasts();
  useUndoKeys();
  return (
    <section aria-label="Messages" className={classes.region}>
      <div role="status">
        <ul className={classes.list}>
          {toasts.map((toast) => (
            <Message key={toast.id} toast={toast} />
          ))}
        </ul>
      </div>
    </section>
  );
};
