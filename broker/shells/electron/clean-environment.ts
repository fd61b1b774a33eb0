/** Where things are, who the user is, and how they read and write. */
const system =
  'home|lang|language|lc_.*|logname|path|shell|term|tmpdir|temp|tmp|tz|user|username|ssl_cert_(?:file|dir)|node_extra_ca_certs|ld_library_path|fontconfig_.*|browser';
/** What a desktop, its toolkit and Chromium look up after the start. */
const desktop =
  'display|wayland_.*|xauthority|xcursor_.*|xmodifiers|xdg_.*|dbus_.*|at_spi_.*|no_at_bridge|desktop_session|session_manager|(?:gnome|kde|gtk|gdk|gio|qt|electron|chrome)_.*|__cf.*|xpc_.*';
const windows =
  'appdata|localappdata|allusersprofile|public|userprofile|userdomain.*|home(?:drive|path)|program(?:data|files.*|w6432)|commonprogram.*|system(?:root|drive)|windir|comspec|pathext|computername|os|number_of_processors|processor_.*';
const kept = new RegExp(`^(?:${system}|${desktop}|${windows})$`, 'i');

/**
 * Forgets every variable but those that a desktop application needs: what a shell exports may be tokens and passphrases.
 * Electron hands the whole environment of main to the preload of each sandboxed page, and every child process inherits
 * it. Call it before the first window. Chromium's zygote has started before; only a launcher can clean what it has.
 */
export function cleanEnvironment(environment: Record<string, string | undefined>): void {
  for (const name of Object.keys(environment)) if (!kept.test(name)) delete environment[name];
}
