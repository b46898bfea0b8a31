import "react";

declare module "react" {
  interface CSSProperties {
    /** Colour of a square of the legend. */
    "--fill"?: string;
  }
}
