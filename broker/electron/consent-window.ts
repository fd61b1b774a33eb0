import { performance } from 'node:perf_hooks';
import { type ConsentAnswer, type ConsentPrompt, consentContract } from '@valetkey/api-contracts';
import { type BrowserWindow, MessageChannelMain } from 'electron/main';
import type { AskConsent } from '../consent/prompts.ts';
import { openGate } from '../port/gate.ts';
import { consentAnswers } from './consent-window-answers.ts';
import { handOverPort } from './ipc.ts';
import { messagePortMainTransport } from './message-port-main-transport.ts';
import { openPage, type WindowPowers } from './open-page-window.ts';
import type { Typing } from './typing.ts';
import { originOf } from './window-pages.ts';

export type ConsentWindowPowers = WindowPowers & {
  readonly typing: Pick<Typing, 'isGoingOn'>;
};

/** Always the same, whatever an extension writes: long texts scroll inside. */
const size = { width: 540, height: 660 } as const;

/**
 * Asks in a window of its own, made for one prompt and gone after it. Whatever is not a clear yes is Deny: Escape,
 * closing, a crash of the page, a message that the port does not admit.
 */
export const consentWindow =
  (powers: ConsentWindowPowers): AskConsent =>
  async (prompt, signal) => {
    const deny: ConsentAnswer = { nonce: prompt.nonce, decision: 'deny' };
    if (signal.aborted) return deny;
    const window = openPage('consent', powers, {
      ...size,
      title: 'Valetkey asks',
      resizable: false,
      minimizable: false,
      maximizable: false,
      fullscreenable: false,
      alwaysOnTop: true,
    });
    try {
      return await answerFrom(window, prompt, signal, powers);
    } finally {
      if (!window.isDestroyed()) window.destroy();
    }
  };

const answerFrom = (
  window: BrowserWindow,
  prompt: ConsentPrompt,
  signal: AbortSignal,
  { log, typing }: ConsentWindowPowers,
): Promise<ConsentAnswer> =>
  new Promise((resolve, reject) => {
    const deny = (): void => resolve({ nonce: prompt.nonce, decision: 'deny' });
    const { facet, unsettle } = consentAnswers(prompt, {
      monotonicNow: () => performance.now(),
      decide: resolve,
    });
    let closeGate = (): void => undefined;
    handOverPort({
      contents: window.webContents,
      origin: originOf('consent'),
      open: () => {
        closeGate();
        const { port1, port2 } = new MessageChannelMain();
        const gate = openGate({
          ...{ contract: consentContract, facet, transport: messagePortMainTransport(port1) },
          onViolation: (why) => {
            log('warn', `the consent window broke the rules of its port: ${why}`);
            deny();
          },
          onClosed: () => undefined,
          onInternalError: (error) => log('error', 'a consent call failed', error),
        });
        closeGate = () => gate.close('port-closed');
        return port2;
      },
      onRefused: (why) => log('warn', `somebody in the consent window asked for its port: ${why}`),
    });
    for (const moment of ['show', 'focus', 'move', 'resize', 'restore'] as const) {
      window.on(moment as 'show', unsettle);
    }
    window.once('closed', deny);
    window.webContents.once('render-process-gone', deny);
    window.webContents.once('did-fail-load', (_event, code) =>
      reject(new Error(`the consent page did not load: ${code}`)),
    );
    signal.addEventListener('abort', deny, { once: true });
    window.once('ready-to-show', () => {
      unsettle();
      // Letters that were meant for a text of ours must not end up in a question, nor the other way round.
      if (typing.isGoingOn()) {
        window.showInactive();
        window.flashFrame(true);
      } else window.show();
    });
  });
