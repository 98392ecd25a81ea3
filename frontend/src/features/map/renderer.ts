/** Draws all points by WebGL 2, each as one GL point: no library's marks are as cheap. */
import * as twgl from "twgl.js";
import { half, type Size, type View } from "./projection";

export interface Renderer {
  setColors: (bytes: Uint8Array) => void;
  /** Draw the first of the points. */
  draw: (view: View, size: Size, number: number) => void;
}

const VERTEX = `#version 300 es
in vec2 place;
in vec4 color;
uniform vec2 scale;
uniform vec2 shift;
uniform float size;
out vec4 tint;
void main() {
  gl_Position = vec4(place * scale + shift, 0.0, 1.0);
  gl_PointSize = size;
  tint = vec4(color.rgb * color.a, color.a);
}`;

const FRAGMENT = `#version 300 es
precision mediump float;
in vec4 tint;
out vec4 pixel;
void main() {
  vec2 off = gl_PointCoord - 0.5;
  if (dot(off, off) > 0.25) discard;
  pixel = tint;
}`;

const SMALLEST = 1.5;
const LARGEST = 6;

/** Points grow with the zoom, and are smaller where there are more. */
export const pointSize = (number: number, k: number, side: number): number => {
  const own = (side / Math.sqrt(Math.max(number, 1))) * 0.9;
  return Math.min(Math.max(own * Math.sqrt(k) * 0.8, SMALLEST), LARGEST);
};

export interface Budget {
  number: number;
  most: number;
  drawnAt: number;
}

const SLOW_MS = 28;
const QUICK_MS = 20;
const FEWEST = 4_000;
/** After so long the map was not moved in each frame. */
const PAUSE_MS = 1_000;

/** Fewer points in the next frame after a slow one, more after a quick one. */
export const nextBudget = ({ number, most }: Budget, frame_ms: number): number => {
  if (frame_ms > PAUSE_MS) return number;
  if (frame_ms > SLOW_MS) return Math.min(Math.max(number * 0.6, FEWEST), most);
  return frame_ms < QUICK_MS ? Math.min(number * 1.2, most) : number;
};

const setUp = (
  gl: WebGL2RenderingContext,
  canvas: HTMLCanvasElement,
  places: Float32Array,
): Renderer => {
  const program = twgl.createProgramInfo(gl, [VERTEX, FRAGMENT]);
  const number = places.length / 2;
  const buffers = twgl.createBufferInfoFromArrays(gl, {
    place: { numComponents: 2, data: places },
    color: { numComponents: 4, data: new Uint8Array(4 * number), normalize: true },
  });
  // biome-ignore lint/correctness/useHookAtTopLevel: it is no hook, but a call of WebGL
  gl.useProgram(program.program);
  twgl.setBuffersAndAttributes(gl, program, buffers);
  gl.enable(gl.BLEND);
  gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  return {
    setColors: (bytes) => {
      const color = buffers.attribs?.color;
      if (color) twgl.setAttribInfoBufferFromArray(gl, color, bytes);
    },
    draw: ({ x, y, k }, size, most) => {
      const { width, height } = size;
      const ratio = canvas.width / Math.max(width, 1);
      const side = 2 * half(size);
      gl.viewport(0, 0, canvas.width, canvas.height);
      gl.clearColor(0, 0, 0, 0);
      gl.clear(gl.COLOR_BUFFER_BIT);
      twgl.setUniforms(program, {
        scale: [(side * k) / width, (-side * k) / height],
        shift: [
          (2 * (x + (width / 2) * k)) / width - 1,
          1 - (2 * (y + (height / 2) * k)) / height,
        ],
        size: pointSize(number, k, side) * ratio,
      });
      gl.drawArrays(gl.POINTS, 0, Math.min(most, number));
    },
  };
};

/** Return a renderer, or null where the browser has no WebGL 2. */
export const createRenderer = (
  canvas: HTMLCanvasElement,
  places: Float32Array,
): Renderer | null => {
  const gl = canvas.getContext("webgl2", { antialias: false, depth: false });
  return gl ? setUp(gl, canvas, places) : null;
};
