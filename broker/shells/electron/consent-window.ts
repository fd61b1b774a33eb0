import { performance } from 'node:perf_hooks';
import { type ChangeAnswer, type ConsentAnswer, consentContract } from '@valetkey/api-contracts';
import { app, type BrowserWindow, MessageChannelMain } from 'electron/main';
import type { AskChange, AskConsent, By } from '../../consent/prompts.ts';
import { openGate } from '../../port/gate.ts';
import { type Asked, consentAnswers } from './consent-window-answers.ts';
import { handOverPort } from './ipc.ts';
import { messagePortMainTransport } from './message-port-main-transport.ts';
import { openPage, type WindowPowers } from './open-page-window.ts';
import { watchInput } from './persons-input.ts';
import type { Typing } from './typing.ts';
import { originOf } from './window-pages.ts';

export type ConsentWindowPowers = WindowPowers & {
  readonly typing: Pick<Typing, 'isGoingOn'>;
  /** Whether a screen reader or the like is in use. Absent: what Electron says. */
  readonly isAssisted?: () => boolean;
};

type Answer = (ConsentAnswer | ChangeAnswer) & By;

/** Always the same, whatever an extension writes: long texts scroll inside. */
const size = { width: 540, height: 660 } as const;

/**
 * Asks in a window of its own, made for one prompt and gone after it. Whatever is not a clear yes is Deny: Escape,
 * closing, a crash of the page, a message that the port does not admit, an answer that no person gave.
 */
export const consentWindow =
  (powers: ConsentWindowPowers): AskConsent =>
  (prompt, signal) =>
    ask({ prompt }, prompt.nonce, signal, powers) as Promise<ConsentAnswer & By>;

/** The same for what a settings page wants and could loosen something. */
export const changeWindow =
  (powers: ConsentWindowPowers): AskChange =>
  (change, signal) =>
    ask({ change }, change.nonce, signal, powers) as Promise<ChangeAnswer & By>;

/** The window's answers take one sort of answer: that of its question. */
const ask = async (
  asked: Asked,
  nonce: string,
  signal: AbortSignal,
  powers: ConsentWindowPowers,
): Promise<Answer> => {
  const deny: Answer = { nonce, decision: 'deny', by: 'nobody' };
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
    return await answerFrom(window, asked, deny, signal, powers);
  } finally {
    if (!window.isDestroyed()) window.destroy();
  }
};

const answerFrom = (
  window: BrowserWindow,
  asked: Asked,
  denied: Answer,
  signal: AbortSignal,
  { log, typing, isAssisted = () => app.isAccessibilitySupportEnabled() }: ConsentWindowPowers,
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const deny = (): void => resolve(denied);
    const { facet, unsettle } = consentAnswers(asked, {
      monotonicNow: () => performance.now(),
      inputAt: watchInput(window.webContents),
      isAssisted,
      decide: resolve,
      onUnseen: () => {
        const then = isAssisted() ? 'it is asked to have a key pressed' : 'that counts as Deny';
        log('warn', `the consent page answered, and nobody had pressed anything in its window: ${then}`);
      },
    });
    // Main's own: a page cannot turn a person's Escape into anything else.
    window.webContents.on('before-input-event', (_event, { type, key }) => {
      if (type === 'keyDown' && key === 'Escape') resolve({ ...denied, by: 'window' });
    });
    let closeGate = (): void => undefined;
    handOverPort({
      contents: window.webContents,
      origin: originOf('consent'),
      open: () => {
        closeGate();
        const { port1, port2 } = new MessageChannelMain();
        const gate = openGate({
          contract: consentContract,
          facet,
          transport: messagePortMainTransport(port1),
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
