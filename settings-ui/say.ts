import { makeSay, type Say, type Texts } from '@valetkey/broker/contracts';

/** Main puts another language into the page before it is loaded; without one, it is in English. */
const given = globalThis.document?.documentElement.dataset['texts'];

export const say: Say = makeSay(given === undefined ? undefined : (JSON.parse(given) as Texts));
