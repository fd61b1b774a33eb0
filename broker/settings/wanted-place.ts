import type { SettingsPlace } from '../contracts/settings.ts';

/** Where a person wants a page to be who clicked elsewhere. The first page that asks is taken there. */
export type WantedPlace = {
  want(place: SettingsPlace): void;
  take(): { place: SettingsPlace | undefined };
};

export function makeWantedPlace({ changed }: { readonly changed: () => void }): WantedPlace {
  let wanted: SettingsPlace | undefined;
  return Object.freeze<WantedPlace>({
    want: (place) => {
      wanted = place;
      changed();
    },
    take: () => {
      const place = wanted;
      wanted = undefined;
      return { place };
    },
  });
}
