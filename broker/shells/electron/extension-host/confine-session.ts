import type { Session } from 'electron/main';
import { cutOffSession } from '../cut-off-session.ts';

/**
 * Closes a session for all but the origin that has it now; for good, so it is called once for each session. The wall is
 * here and in the CSP; guest/take-away.ts takes away what would make work for main.
 *
 * Resolves when all of it holds; nothing may be loaded before.
 */
export async function confineSession(session: Session, origin: () => string | undefined): Promise<void> {
  session.webRequest.onBeforeRequest(({ url }, answer) => {
    const ours = origin();
    answer({ cancel: ours === undefined || !url.startsWith(ours) });
  });
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, answer) => answer({}));
  session.setBluetoothPairingHandler((_details, answer) => answer({ confirmed: false }));
  session.setCertificateVerifyProc((_request, answer) => answer(-2));
  session.on('will-download', (event) => event.preventDefault());
  for (const device of ['select-hid-device', 'select-serial-port', 'select-usb-device']) {
    // One name at a time in the types; all three have this shape in part.
    session.on(device as never, ((event: { preventDefault(): void }) => event.preventDefault()) as never);
  }
  await cutOffSession(session);
}
