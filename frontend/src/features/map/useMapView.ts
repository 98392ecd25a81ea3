/** The canvas of the map: drawn when something moves, moved by d3-zoom. */
import { useReducedMotion } from "@mantine/hooks";
import { select } from "d3-selection";
import "d3-transition";
import { type ZoomBehavior, zoom, zoomIdentity, zoomTransform } from "d3-zoom";
import { useEffect, useMemo, useRef, useState } from "react";
import type { Place, Points } from "./points";
import { cornersInSight, half, type Size, toPlace, type View } from "./projection";
import { type Budget, createRenderer, nextBudget, type Renderer } from "./renderer";

const SCALES: [number, number] = [0.8, 80];
const CLOSE = 12;
const STEP = 1.6;
/** Of the map's two units, for the extent of several places. */
const ROOM = 1.5;
const MOTION_MS = 400;

interface Handles {
  frame: HTMLDivElement | null;
  renderer: Renderer | null;
  behavior: ZoomBehavior<HTMLDivElement, unknown> | null;
  view: View;
  size: Size;
  request: number;
  overlay: ((view: View, size: Size) => void) | null;
  /** How many points are drawn while the map moves, the best known first. */
  budget: Budget;
  isMoving: boolean;
  /** Whether a drag draws a line instead of moving the map. */
  isDrawing: boolean;
}

const start = (): Handles => ({
  frame: null,
  renderer: null,
  behavior: null,
  view: { x: 0, y: 0, k: 1 },
  size: { width: 1, height: 1 },
  request: 0,
  overlay: null,
  budget: { number: 0, most: 0, drawnAt: 0 },
  isMoving: false,
  isDrawing: false,
});

const requestDraw = (handles: Handles): void => {
  if (handles.request !== 0) return;
  handles.request = requestAnimationFrame((now) => {
    handles.request = 0;
    const { isMoving, budget } = handles;
    if (isMoving) handles.budget.number = nextBudget(budget, now - budget.drawnAt);
    budget.drawnAt = now;
    const most = isMoving ? budget.number : budget.most;
    handles.renderer?.draw(handles.view, handles.size, most);
    handles.overlay?.(handles.view, handles.size);
  });
};

const follow = (handles: Handles, frame: HTMLDivElement): (() => void) => {
  const behavior = zoom<HTMLDivElement, unknown>()
    .scaleExtent(SCALES)
    .filter((event: Event) => {
      if (event.type === "wheel") return true;
      return !handles.isDrawing && !Reflect.get(event, "button");
    })
    .on("start", () => {
      handles.isMoving = true;
    })
    .on("end", () => {
      handles.isMoving = false;
      requestDraw(handles);
    })
    .on("zoom", ({ transform }: { transform: View }) => {
      handles.view = transform;
      requestDraw(handles);
    });
  handles.behavior = behavior;
  select(frame).call(behavior).on("dblclick.zoom", null);
  return () => select(frame).on(".zoom", null);
};

const watchSize = (handles: Handles, frame: HTMLDivElement): (() => void) => {
  const canvas = frame.querySelector("canvas");
  const measure = (): void => {
    if (!canvas) return;
    const { clientWidth: width, clientHeight: height } = frame;
    const ratio = Math.min(window.devicePixelRatio || 1, 2);
    handles.size = { width: Math.max(width, 1), height: Math.max(height, 1) };
    canvas.width = Math.max(Math.round(width * ratio), 1);
    canvas.height = Math.max(Math.round(height * ratio), 1);
    handles.behavior?.extent([
      [0, 0],
      [width, height],
    ]);
    requestDraw(handles);
  };
  measure(); // at once: a song in the address is flown to before the observer answers
  const observer = new ResizeObserver(measure);
  observer.observe(frame);
  return () => observer.disconnect();
};

/** What the page can do with the map. */
const buildControls = (handles: Handles, duration: number) => {
  const move = (): { frame: HTMLDivElement; behavior: Handles["behavior"] } | null =>
    handles.frame ? { frame: handles.frame, behavior: handles.behavior } : null;
  const moveTo = (view: View): void => {
    const found = move();
    if (!found?.behavior) return;
    const transform = zoomIdentity.translate(view.x, view.y).scale(view.k);
    const selection = select(found.frame);
    if (duration > 0)
      selection
        .transition()
        .duration(duration)
        .call(found.behavior.transform, transform);
    else selection.call(found.behavior.transform, transform);
  };
  const centerOn = ([x, y]: Place, k: number): void => {
    const { width, height } = handles.size;
    moveTo({
      x: width / 2 - k * (width / 2 + half(handles.size) * x),
      y: height / 2 - k * (height / 2 + half(handles.size) * y),
      k,
    });
  };
  const limit = (k: number): number => Math.min(Math.max(k, SCALES[0]), SCALES[1]);
  return {
    draw: () => requestDraw(handles),
    /** Show one place from near, or all of several. */
    show: (places: readonly Place[]) => {
      const xs = places.map(([x]) => x);
      const ys = places.map(([, y]) => y);
      const [left, right] = [Math.min(...xs), Math.max(...xs)];
      const [top, bottom] = [Math.min(...ys), Math.max(...ys)];
      const side = Math.max(right - left, bottom - top);
      const k = side > 0 ? limit(ROOM / side) : Math.max(handles.view.k, CLOSE);
      centerOn([(left + right) / 2, (top + bottom) / 2], Math.min(k, SCALES[1]));
    },
    reset: () => moveTo({ x: 0, y: 0, k: 1 }),
    zoom: (step: 1 | -1) => {
      const { width, height } = handles.size;
      const middle = toPlace([width / 2, height / 2], handles.view, handles.size);
      const k = handles.view.k * STEP ** step;
      centerOn(middle, limit(k));
    },
    pan: (x: number, y: number) => {
      const found = move();
      if (!found?.behavior) return;
      const { k } = zoomTransform(found.frame);
      select(found.frame).call(found.behavior.translateBy, x / k, y / k);
    },
    middle: (): Place =>
      toPlace(
        [handles.size.width / 2, handles.size.height / 2],
        handles.view,
        handles.size,
      ),
    inSight: (): Place[] => cornersInSight(handles.view, handles.size),
    setDrawing: (isDrawing: boolean) => {
      handles.isDrawing = isDrawing;
    },
  };
};

export type MapControls = ReturnType<typeof buildControls>;

export const useMapView = (points: Points, colors: Uint8Array) => {
  const handles = useRef<Handles>(start()).current;
  const [canDraw, setCanDraw] = useState(true);
  const isStill = useReducedMotion();
  const controls = useMemo(
    () => buildControls(handles, isStill ? 0 : MOTION_MS),
    [handles, isStill],
  );
  useEffect(() => {
    const { frame } = handles;
    const canvas = frame?.querySelector("canvas");
    if (!frame || !canvas) return;
    handles.renderer = createRenderer(canvas, points.places);
    const most = points.track_ids.length;
    handles.budget = { number: most, most, drawnAt: 0 };
    setCanDraw(handles.renderer !== null);
    const ends = [follow(handles, frame), watchSize(handles, frame)];
    return () => {
      for (const end of ends) end();
      cancelAnimationFrame(handles.request);
      handles.request = 0;
      handles.renderer = null;
    };
  }, [handles, points]);
  useEffect(() => {
    handles.renderer?.setColors(colors);
    requestDraw(handles);
  }, [handles, colors]);
  return { handles, controls, canDraw };
};

export type MapHandles = Handles;
