import { html, type TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import { LightElement } from './light-element.ts';

/**
 * The picture of an extension, from the bytes that main has checked. Drawn on a canvas: it stands still, can hold no
 * script and no address, and the page's policy needs to allow no images for it. Shows its letter until then, and if
 * the picture cannot be read.
 */
class Picture extends LightElement {
  static override properties = { png: {}, letter: {}, drawn: { state: true } };
  declare png: string;
  declare letter: string;
  declare drawn: boolean;

  constructor() {
    super();
    this.drawn = false;
  }

  protected override updated(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('png')) void this.#draw(this.png).catch(() => undefined);
  }

  protected override render(): TemplateResult {
    return html`<canvas width="72" height="72" ?hidden=${!this.drawn}></canvas>${this.drawn ? '' : this.letter}`;
  }

  async #draw(png: string): Promise<void> {
    this.drawn = false;
    const bytes = Uint8Array.from(atob(png), (character) => character.charCodeAt(0));
    const picture = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const canvas = this.querySelector('canvas');
    const context = canvas?.getContext('2d');
    if (canvas === null || context === null || context === undefined || png !== this.png) return;
    // Whole, in the middle, whatever its proportions are.
    const scale = Math.min(canvas.width / picture.width, canvas.height / picture.height);
    const [width, height] = [picture.width * scale, picture.height * scale];
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.imageSmoothingQuality = 'high';
    context.drawImage(picture, (canvas.width - width) / 2, (canvas.height - height) / 2, width, height);
    picture.close();
    this.drawn = true;
  }
}
Picture.define('vk-picture');

/** One of a service or an extension: its own picture, or else its first letter or digit, in its color or one of its id. */
export function serviceIcon(
  {
    name,
    id,
    png,
    color,
  }: {
    readonly name: string;
    readonly id: string;
    readonly png?: string | undefined;
    readonly color?: string | undefined;
  },
  size: 'small' | 'large' = 'large',
): TemplateResult {
  const letter = (/[\p{L}\p{N}]/u.exec(name)?.[0] ?? '?').toUpperCase();
  return png === undefined
    ? html`<span class="service-icon ${size} hue-${hueOf(id)}" aria-hidden="true" ${ref(colored(color))}>${letter}</span>`
    : html`<vk-picture class="service-icon ${size} with-picture" aria-hidden="true" .png=${png} .letter=${letter}></vk-picture>`;
}

/** By the object model: the page's policy takes no style attributes. White stands on it, whatever the theme is. */
const colored =
  (color: string | undefined) =>
  (element: Element | undefined): void => {
    if (!(element instanceof HTMLElement)) return;
    element.style.background = color ?? '';
    element.style.color = color === undefined ? '' : 'white';
  };

const hues = 6;
const hueOf = (id: string): number => {
  let sum = 7;
  for (const character of id) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 65_521;
  return sum % hues;
};
