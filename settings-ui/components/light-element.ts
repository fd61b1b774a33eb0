import { LitElement, type PropertyDeclarations } from 'lit';

/**
 * Draws into itself instead of into a shadow root: one style sheet, one tree for labels and ids, and texts that a
 * screen reader follows from a field to its help. What is drawn is still Lit's: texts are texts.
 */
export class LightElement extends LitElement {
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  /** Once: a bundle that is evaluated twice must not throw. */
  static define(name: string): void {
    // biome-ignore lint/complexity/noThisInStatic: the class that is defined is the one it is called on
    if (customElements.get(name) === undefined) customElements.define(name, this);
  }
}

/** The properties that draw again when they are set. None is an attribute: a template hands over whole values. */
export const redrawnBy = (...names: readonly string[]): PropertyDeclarations =>
  Object.fromEntries(names.map((name) => [name, { attribute: false }]));
