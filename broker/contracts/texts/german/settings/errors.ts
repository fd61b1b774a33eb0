import type { Plurals } from '../../plurals.ts';

/** What an error says to the person in Settings. */
export const errorsMessages = {
  'Something failed on this page. Close the window and open it again.':
    'Auf dieser Seite ist etwas fehlgeschlagen. Schließen Sie das Fenster und öffnen Sie es erneut.',
  'Not accepted: {at} {expected}.': 'Nicht angenommen: {at} {expected}.',
  'The key to the secrets is lost. Restore it, or set the locked secrets aside.':
    'Der Schlüssel zu den Geheimnissen ist verloren. Stellen Sie ihn wieder her, oder legen Sie die gesperrten Geheimnisse beiseite.',
  'This entry is not valid. Check it, then try again.':
    'Diese Eingabe ist nicht gültig. Prüfen Sie sie und versuchen Sie es erneut.',
  'Too many requests were sent to this service. Wait a while, then try again.':
    'Es wurden zu viele Anfragen an diesen Dienst gesendet. Warten Sie eine Weile und versuchen Sie es erneut.',
  'This window lost its connection to {app}. Close it and open it again.':
    'Dieses Fenster hat die Verbindung zu {app} verloren. Schließen Sie es und öffnen Sie es erneut.',
  'The extension’s manifest does not declare this request. Ask its author.':
    'Das Manifest der Erweiterung nennt diese Anfrage nicht. Fragen Sie den Autor der Erweiterung.',
  'There is no connection for this service. Add one first.':
    'Es gibt keine Verbindung für diesen Dienst. Fügen Sie zuerst eine hinzu.',
  'It was not allowed. Nothing was changed.': 'Es wurde nicht erlaubt. Nichts wurde geändert.',
  'You have been asked too often. Try again later.':
    'Sie wurden zu oft gefragt. Versuchen Sie es später erneut.',
  'Everything is stopped. Press Resume first.': 'Alles ist gestoppt. Drücken Sie zuerst „Fortsetzen“.',
  'This session has already ended.': 'Diese Sitzung ist schon beendet.',
  'The handle does not allow this.': 'Das Handle erlaubt das nicht.',
  'This connection does not go to that address. Check the address.':
    'Diese Verbindung führt nicht zu dieser Adresse. Prüfen Sie die Adresse.',
  'An extension may not set this request header.': 'Eine Erweiterung darf diese Kopfzeile nicht setzen.',
  'This changed after you allowed it. Confirm or revoke it in Access.':
    'Das hat sich geändert, nachdem Sie es erlaubt hatten. Bestätigen oder widerrufen Sie es unter „Zugriff“.',
  'This connection belongs to a workspace that is not open. Open it first.':
    'Diese Verbindung gehört zu einem Arbeitsbereich, der nicht geöffnet ist. Öffnen Sie ihn zuerst.',
  'The connection has no secret yet. Enter it first.':
    'Die Verbindung hat noch kein Geheimnis. Geben Sie es zuerst ein.',
  'The stored secret cannot be read and is kept. Enter it again.':
    'Das gespeicherte Geheimnis kann nicht gelesen werden und wird behalten. Geben Sie es neu ein.',
  'This connection is not signed in. Sign in first.':
    'Diese Verbindung ist nicht angemeldet. Melden Sie sich zuerst an.',
  'The sign-in to this service has expired. Sign in again.':
    'Die Anmeldung bei diesem Dienst ist abgelaufen. Melden Sie sich erneut an.',
  'The service issued no new access token. Wait a while, then try again.':
    'Der Dienst hat kein neues Zugriffstoken ausgestellt. Warten Sie eine Weile und versuchen Sie es erneut.',
  'The service issued no token for this credential. Check it, then enter it again.':
    'Der Dienst hat für diese Zugangsdaten kein Token ausgestellt. Prüfen Sie sie und geben Sie sie neu ein.',
  'The host’s address is private or reserved. If it is right, enter exactly that address in the connection.':
    'Die Adresse des Hosts ist privat oder reserviert. Wenn sie stimmt, geben Sie genau diese Adresse in der Verbindung ein.',
  'This service has no MCP server.': 'Dieser Dienst hat keinen MCP-Server.',
  'The MCP server refused this or broke the protocol. Check the server.':
    'Der MCP-Server hat das abgelehnt oder das Protokoll verletzt. Prüfen Sie den Server.',
  'It no longer exists.': 'Das gibt es nicht mehr.',
  'It was changed elsewhere in the meantime. Close it, look at the current values, and start again.':
    'Es wurde inzwischen anderswo geändert. Schließen Sie es, sehen Sie sich die aktuellen Werte an und beginnen Sie neu.',
  'The port does not understand this message and is closed. Use the client of this package.':
    'Der Port versteht diese Nachricht nicht und ist geschlossen. Benutzen Sie den Client dieses Pakets.',
  'Too many requests are in flight on this handle. Wait until some have ended.':
    'Über dieses Handle laufen zu viele Anfragen gleichzeitig. Warten Sie, bis einige beendet sind.',
  'The message is larger or deeper than this port admits. Send it in parts.':
    'Die Nachricht ist größer oder tiefer, als dieser Port zulässt. Senden Sie sie in Teilen.',
  'Valetkey failed internally. See the local log for details.':
    'Valetkey hat einen internen Fehler. Einzelheiten stehen im lokalen Protokoll.',
  'No installed provider has this id. Check its spelling, or install the extension that contributes it.':
    'Kein installierter Anbieter hat diese ID. Prüfen Sie die Schreibweise, oder installieren Sie die Erweiterung, die ihn beiträgt.',
  'This extension is being stopped and gets no new handle. Use the handles that it has.':
    'Diese Erweiterung wird gerade gestoppt und erhält kein neues Handle. Benutzen Sie die Handles, die sie hat.',
  'Nobody can be asked right now. Try again when the application is in use.':
    'Gerade kann niemand gefragt werden. Versuchen Sie es erneut, wenn die Anwendung benutzt wird.',
  'A body must be a string or bytes. Send no body with GET or HEAD.':
    'Ein Inhalt muss Text oder Bytes sein. Senden Sie mit GET oder HEAD keinen Inhalt.',
  'The vault is locked. Unlock the keyring or enter the passphrase, then try again.':
    'Der Tresor ist gesperrt. Entsperren Sie den Schlüsselbund oder geben Sie die Passphrase ein, und versuchen Sie es erneut.',
  'The sign-in was not completed. See `why` for the reason, then try again.':
    'Die Anmeldung wurde nicht abgeschlossen. Den Grund nennt `why`; versuchen Sie es dann erneut.',
  'The secret is too short to be found in answers. Use one with at least 8 characters.':
    'Das Geheimnis ist zu kurz, um in Antworten gefunden zu werden. Benutzen Sie eines mit mindestens 8 Zeichen.',
  'The secret has characters that HTTP cannot carry in this place. Enter it again.':
    'Das Geheimnis hat Zeichen, die HTTP an dieser Stelle nicht übertragen kann. Geben Sie es neu ein.',
  'The server redirected to a place where this connection does not go. Use an address that does not redirect.':
    'Der Server leitet an einen Ort um, zu dem diese Verbindung nicht führt. Benutzen Sie eine Adresse, die nicht umleitet.',
  'The host could not be reached. Check the address and the network.':
    'Der Host war nicht erreichbar. Prüfen Sie die Adresse und das Netzwerk.',
  'The host’s certificate could not be verified. Check that it is valid and trusted.':
    'Das Zertifikat des Hosts konnte nicht geprüft werden. Prüfen Sie, ob es gültig und vertrauenswürdig ist.',
  'The server did not answer in time. Try again later.':
    'Der Server hat nicht rechtzeitig geantwortet. Versuchen Sie es später erneut.',
  'The answer is larger than the limit. Request less at a time.':
    'Die Antwort ist größer als erlaubt. Fragen Sie weniger auf einmal ab.',
  'The answer’s encoding cannot be searched for secrets, so the answer is withheld. Request an unencoded one.':
    'Die Kodierung der Antwort lässt sich nicht nach Geheimnissen durchsuchen, deshalb wird die Antwort zurückgehalten. Fordern Sie eine unkodierte an.',
  'The server’s answer is not valid HTTP or ended early. Try again.':
    'Die Antwort des Servers ist kein gültiges HTTP oder endete zu früh. Versuchen Sie es erneut.',
  'The request was aborted. Send it again if it is still needed.':
    'Die Anfrage wurde abgebrochen. Senden Sie sie erneut, wenn sie noch gebraucht wird.',
  'The audit log cannot be written, and nothing is sent without it. Check the disk.':
    'Das Protokoll kann nicht geschrieben werden, und ohne es wird nichts gesendet. Prüfen Sie den Datenträger.',
  'The service did not return the expected list. Test the connection, then try again.':
    'Der Dienst hat nicht die erwartete Liste geliefert. Testen Sie die Verbindung und versuchen Sie es erneut.',
  'No browser could be opened. Open the address yourself.':
    'Es konnte kein Browser geöffnet werden. Öffnen Sie die Adresse selbst.',
  'Another process was writing, and nothing was changed. Try again in a moment.':
    'Ein anderer Prozess hat gerade geschrieben, und nichts wurde geändert. Versuchen Sie es gleich erneut.',
  'The data could not be read or written, and nothing was changed. Check the disk.':
    'Die Daten konnten nicht gelesen oder geschrieben werden, und nichts wurde geändert. Prüfen Sie den Datenträger.',
};

export const errorsPluralTexts = {
  'Too many wrong passphrases. Try again in {count} seconds.': {
    one: 'Zu viele falsche Passphrasen. Versuchen Sie es in {count} Sekunde erneut.',
    other: 'Zu viele falsche Passphrasen. Versuchen Sie es in {count} Sekunden erneut.',
  },
  'Too many wrong passphrases. Try again in {count} minutes.': {
    one: 'Zu viele falsche Passphrasen. Versuchen Sie es in {count} Minute erneut.',
    other: 'Zu viele falsche Passphrasen. Versuchen Sie es in {count} Minuten erneut.',
  },
} satisfies Plurals;
