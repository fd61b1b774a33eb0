import type { PlaceInLine } from '@valetkey/broker/contracts';
import { html, nothing, render } from 'lit';
import { button } from '../components/button.ts';
import { say } from '../say.ts';

const askEveryMs = 500;

/**
 * "1 of 15", and one press that denies the rest. It has a strip of its own that is always there: what comes while the
 * window is open moves no button.
 */
export function followLine(
  strip: HTMLElement,
  place: () => Promise<PlaceInLine>,
  denyRest: () => unknown,
): void {
  const look = async (): Promise<void> => {
    const { at, of } = await place();
    const waits = of > at;
    render(
      html`${of > 1 ? html`<span>${say.count('{at} of {count} requests', of, { at })}</span>` : nothing}
      ${waits ? button(say('Deny the rest ({count})', { count: of - at + 1 }), denyRest, { kind: 'quiet', key: 'deny rest' }) : nothing}`,
      strip,
    );
    setTimeout(() => void look().catch(() => undefined), askEveryMs);
  };
  void look().catch(() => undefined);
}
