/** Allows CSS custom properties in `style`, which React's type leaves out. */
import "react";

declare module "react" {
  interface CSSProperties {
    [property: `--${string}`]: string | number | undefined;
  }
}
