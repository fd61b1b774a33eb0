import { noChange } from 'lit';
import { Directive, directive, type ElementPart, type PartInfo, PartType } from 'lit/directive.js';

/** Without a height it is as high as its content. */
type Size = { readonly height?: number; readonly top?: number };

class Sized extends Directive {
  #last: Size | undefined;

  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ELEMENT) throw new Error('sized stands on an element');
  }

  override update({ element }: ElementPart, [size]: [Size]): typeof noChange {
    const { style } = element as HTMLElement;
    if (size.height !== this.#last?.height)
      style.height = size.height === undefined ? '' : `${size.height}px`;
    if (size.top !== this.#last?.top) style.transform = `translateY(${size.top ?? 0}px)`;
    this.#last = size;
    return noChange;
  }

  render(_size: Size): typeof noChange {
    return noChange;
  }
}

/** Through the object model: the page's policy refuses style attributes, which `styleMap` writes the first time. */
export const sized = directive(Sized);
