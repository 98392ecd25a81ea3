/** The Mantine theme in the colours of tokens.css, with the contrast that WCAG 2.2 AA requires. */
import {
  type CSSVariablesResolver,
  colorsTuple,
  createTheme,
  defaultVariantColorsResolver,
  localStorageColorSchemeManager,
} from "@mantine/core";
import { COLOR_SCHEME_KEY } from "@/lib/preferences";

/** Parse a palette: ten shades, the lightest first. */
const toColors = (shades: string) => colorsTuple(shades.split(" "));

const madder = toColors(
  "#fdeef3 #f8d7e1 #f4adc2 #ff8fae #e45c86 #cf3a6a #b9245a #a3174a #84103b #650b2d",
);

/** Mantine's greys, in the blue-black of tokens.css. */
const gray = toColors(
  "#f1f4f6 #e3e9ed #dfe6ea #d5dde2 #c3cdd4 #a5b2bb #82919b #566570 #43525d #13202a",
);

const dark = toColors(
  "#e9eef1 #b4c1ca #93a2ad #6b7b88 #26323c #1f2a33 #17212a #0e151b #0b1116 #070b0f",
);

export const theme = createTheme({
  colors: { madder, gray, dark },
  primaryColor: "madder",
  primaryShade: { light: 7, dark: 3 },
  // its own choice of black or white is that for the light scheme, in both schemes
  variantColorResolver: (input) => {
    const colors = defaultVariantColorsResolver(input);
    return input.variant === "filled"
      ? { ...colors, color: "var(--on-accent)" }
      : colors;
  },
  components: { Checkbox: { defaultProps: { iconColor: "var(--on-accent)" } } },
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  defaultRadius: 8,
  cursorType: "pointer",
  respectReducedMotion: true,
});

const colorVariables = {
  "--mantine-color-body": "var(--paper)",
  "--mantine-color-text": "var(--ink)",
  "--mantine-color-dimmed": "var(--ink-2)",
  "--mantine-color-placeholder": "var(--ink-3)",
  "--mantine-color-anchor": "var(--accent)",
  "--mantine-color-default": "var(--surface)",
  "--mantine-color-default-color": "var(--ink)",
  "--mantine-color-default-border": "var(--line-strong)",
  "--mantine-color-default-hover": "var(--hollow)",
};

export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: colorVariables,
  dark: colorVariables,
});

export const colorSchemeManager = localStorageColorSchemeManager({
  key: COLOR_SCHEME_KEY,
});
