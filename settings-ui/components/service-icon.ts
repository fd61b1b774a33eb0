import { html, type TemplateResult } from 'lit';
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

/** One of a service or an extension: its own picture, or else its first letter or digit in a colour of its id. */
export const serviceIcon = (
  { name, id, png }: { readonly name: string; readonly id: string; readonly png?: string | undefined },
  size: 'small' | 'large' = 'large',
): TemplateResult => {
  const letter = (/[\p{L}\p{N}]/u.exec(name)?.[0] ?? '?').toUpperCase();
  return png === undefined
    ? html`<span class="service-icon ${size} hue-${hueOf(id)}" aria-hidden="true">${letter}</span>`
    : html`<vk-picture class="service-icon ${size} with-picture" aria-hidden="true" .png=${png} .letter=${letter}></vk-picture>`;
};

const hues = 6;
const hueOf = (id: string): number => {
  let sum = 7;
  for (const character of id) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 65_521;
  return sum % hues;
};
