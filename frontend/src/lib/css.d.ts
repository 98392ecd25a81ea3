/** Lets a style set custom properties, which React's own type leaves out. */
import "react";

declare module "react" {
  interface CSSProperties {
    [property: `--${string}`]: string | number | undefined;
  }
}
