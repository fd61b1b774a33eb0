import { webFrame } from 'electron/renderer';

/**
 * WebRTC resolves the names of its servers past the session's proxy, and no setting of a session or a window turns that
 * off. So its constructors are taken from a page before a script of it runs. A frame would have them again: main ends a
 * page that makes one (window-hygiene.ts).
 */
export function removeWebRtc(): void {
  return void webFrame.executeJavaScript(
    'delete globalThis.RTCPeerConnection; delete globalThis.webkitRTCPeerConnection;',
  );
}
