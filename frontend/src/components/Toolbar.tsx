/** Buttons and links as one stop of the Tab key; the arrow keys go from one to the next. */
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from "react";

const findControls = (toolbar: HTMLElement): HTMLElement[] => [
  ...toolbar.querySelectorAll<HTMLElement>("a[href], button:not(:disabled)"),
];

/** Let one control alone be reached by Tab. */
const setStop = (controls: HTMLElement[], stop: HTMLElement): void => {
  for (const control of controls) control.tabIndex = control === stop ? 0 : -1;
};

const STEPS: Record<string, (index: number, number: number) => number> = {
  ArrowRight: (index, number) => (index + 1) % number,
  ArrowLeft: (index, number) => (index - 1 + number) % number,
  Home: () => 0,
  End: (_, number) => number - 1,
};

interface ToolbarProps {
  label: string;
  className?: string | undefined;
  children: ReactNode;
}

export const Toolbar = ({ label, className, children }: ToolbarProps) => {
  const toolbar = useRef<HTMLDivElement>(null);
  // After every render, as a control may have come or gone; the attributes are not React's.
  useEffect(() => {
    if (!toolbar.current) return;
    const controls = findControls(toolbar.current);
    const stop = controls.find((control) => control.tabIndex === 0) ?? controls[0];
    if (stop) setStop(controls, stop);
  });

  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const step = STEPS[event.key];
    // A menu of the toolbar is drawn elsewhere in the page, and has arrow keys of its own.
    if (!step || !toolbar.current?.contains(event.target as Node)) return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const controls = findControls(toolbar.current);
    const index = controls.indexOf(event.target as HTMLElement);
    const next = controls[step(index, controls.length)];
    if (index === -1 || !next) return;
    event.preventDefault();
    next.focus();
  };

  return (
    <div
      ref={toolbar}
      role="toolbar"
      aria-label={label}
      className={className}
      onKeyDown={onKeyDown}
      onFocus={({ target }) => {
        const controls = toolbar.current ? findControls(toolbar.current) : [];
        if (controls.includes(target)) setStop(controls, target);
      }}
    >
      {children}
    </div>
  );
};
