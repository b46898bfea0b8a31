/** Something that is not as it has to be when all is at rest. */
export interface Finding {
  readonly check: string;
  readonly subject: string;
  readonly detail: string;
}
