import { type Facet, type SettingsContract, ValetkeyError } from '@valetkey/api-contracts';

type Methods = 'signIn' | 'signInProgress' | 'openSignInPage' | 'cancelSignIn' | 'signOut';

/** The engine follows in the next commit; until then a page that asks is told so. */
export const signInMethods = (): Pick<Facet<SettingsContract>, Methods> => {
  const notYet = (): never => {
    throw new ValetkeyError({ code: 'sign-in-failed', why: 'not-available' });
  };
  return {
    signIn: notYet,
    signInProgress: notYet,
    openSignInPage: notYet,
    cancelSignIn: notYet,
    signOut: notYet,
  };
};
