import type { Facet } from '@valetkey/api-contracts';
import { MessageChannelMain } from 'electron/main';
import { type ConsentContract, consentContract } from '../../contracts/consent.ts';
import { openGate } from '../../port/gate.ts';
import { handOverPort } from './ipc.ts';
import { askingTitle } from './look.ts';
import { messagePortMainTransport } from './message-port-main-transport.ts';
import { openPage, type WindowPowers } from './open-page-window.ts';
import { watchInput } from './persons-input.ts';
import type { Typing } from './typing.ts';
import { originOf } from './window-pages.ts';

/** Always the same, whatever an extension writes: long texts scroll inside. */
const size = { width: 540, height: 660 } as const;

/** One question, as its window needs it. */
export type ShownQuestion = {
  readonly facet: Facet<ConsentContract>;
  /** The window appeared, gained focus, moved or was loaded again. */
  readonly unsettle: () => void;
  /** A person pressed Escape. */
  readonly escaped: () => void;
  readonly deny: () => void;
  readonly failed: (error: Error) => void;
};

export type AskingWindow = {
  /** When a person last pressed something in it. */
  readonly inputAt: () => number;
  /** Loads the page for this question: again, if it had another one before. */
  show(question: ShownQuestion): void;
  /** Until the next question nothing that happens in the window means anything. */
  answered(): void;
  isGone(): boolean;
  end(): void;
};

/** A page that asks for a port while there is no question learns just that. */
const nothingAsked: Facet<ConsentContract> = {
  current: () => ({}),
  place: () => ({ at: 1, of: 1 }),
  answer: () => ({ accepted: false }),
  answerChange: () => ({ accepted: false }),
  answerElicitation: () => ({ accepted: false }),
};

// Chromium's ERR_ABORTED.
const aborted = -3;

/** Always on top, of a fixed size; one page at a time, and one port for each time that it was loaded. */
export const openAskingWindow = (
  powers: WindowPowers & { readonly typing: Pick<Typing, 'isGoingOn'> },
): AskingWindow => {
  const { log, typing } = powers;
  const window = openPage('consent', powers, {
    ...size,
    title: askingTitle(powers.look ?? {}),
    resizable: false,
    minimizable: false,
    maximizable: false,
    fullscreenable: false,
    alwaysOnTop: true,
  });
  const contents = window.webContents;
  let current: ShownQuestion | undefined;
  /** The page that is there was loaded for `current`: none that was there before speaks for it. */
  let isItsPage = true;
  let isFirst = true;
  let closeGate = (): void => undefined;
  const deny = (): void => current?.deny();

  // Main's own: a page cannot turn a person's Escape into anything else.
  contents.on('before-input-event', (_event, { type, key, isAutoRepeat }) => {
    // A key that is held down is one press: it does not answer the next question, too.
    if (type === 'keyDown' && key === 'Escape' && !isAutoRepeat) current?.escaped();
  });
  handOverPort({
    contents,
    origin: originOf('consent'),
    open: () => {
      closeGate();
      const { port1, port2 } = new MessageChannelMain();
      const gate = openGate({
        contract: consentContract,
        facet: (isItsPage ? current?.facet : undefined) ?? nothingAsked,
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
    window.on(moment as 'show', () => current?.unsettle());
  }
  window.once('closed', deny);
  contents.once('render-process-gone', deny);
  contents.on('did-navigate', () => {
    isItsPage = true;
  });
  contents.on('did-fail-load', (_event, code) => {
    // A load that a later one has taken the place of.
    if (code !== aborted) current?.failed(new Error(`the consent page did not load: ${code}`));
  });
  contents.on('did-finish-load', () => current?.unsettle());
  window.once('ready-to-show', () => {
    current?.unsettle();
    // Letters that were meant for a text of ours must not end up in a question, nor the other way round.
    if (typing.isGoingOn()) {
      window.showInactive();
      window.flashFrame(true);
    } else window.show();
  });

  return Object.freeze<AskingWindow>({
    inputAt: watchInput(contents),
    show: (question) => {
      current = question;
      closeGate();
      if (!isFirst) {
        isItsPage = false;
        contents.reload();
      }
      isFirst = false;
    },
    answered: () => {
      current = undefined;
    },
    isGone: () => window.isDestroyed() || contents.isCrashed(),
    end: () => {
      if (!window.isDestroyed()) window.destroy();
    },
  });
};
