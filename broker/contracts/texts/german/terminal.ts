import type { Plurals } from '../plurals.ts';

/** What only the questions at the terminal say. */
export const terminalMessages = {
  before: 'vorher',
  now: 'jetzt',
  '(none)': '(nichts)',
  '(Enter denies)': '(Eingabetaste lehnt ab)',
  '(Enter cancels)': '(Eingabetaste bricht ab)',
  'Under Always allow, Valetkey asks before every MCP tool call.':
    'Bei „Immer erlauben“ fragt Valetkey vor jedem Aufruf eines MCP-Tools.',
  'Under Always allow, Valetkey asks before calls of MCP tools that may change or delete.':
    'Bei „Immer erlauben“ fragt Valetkey vor Aufrufen von MCP-Tools, die ändern oder löschen können.',
  'Under Always allow, Valetkey does not ask before MCP tool calls.':
    'Bei „Immer erlauben“ fragt Valetkey nicht vor Aufrufen von MCP-Tools.',
  'Under Always allow: choose which MCP tool calls to confirm':
    'Bei „Immer erlauben“: wählen, welche Aufrufe von MCP-Tools Sie bestätigen',
  'Refuse or allow what the MCP server may ask back': 'Rückrufe des MCP-Servers verweigern oder erlauben',
  'The MCP server may not ask back.': 'Der MCP-Server darf nicht zurückrufen.',
  'The MCP server may ask back as requested.': 'Der MCP-Server darf zurückrufen, wie angefragt.',
  "MCP tools of {connection}, in the server's words (not checked)":
    'MCP-Tools von Verbindung {connection}, in den Worten des Servers (nicht geprüft)',
  "MCP tools, in the server's words (not checked)": 'MCP-Tools, in den Worten des Servers (nicht geprüft)',
  'Not known yet. The first list counts as allowed. If it changes later, you are asked again.':
    'Noch nicht bekannt. Die erste Liste gilt als erlaubt. Ändert sie sich später, werden Sie wieder gefragt.',
  "Tool to call, in its server's words (not checked)":
    'Aufzurufendes Tool, in den Worten seines Servers (nicht geprüft)',
  '{name} ({id}), published by {publisher}, version {version}':
    '{name} ({id}), veröffentlicht von {publisher}, Version {version}',
  '{name} ({id}), published by {publisher}': '{name} ({id}), veröffentlicht von {publisher}',
  '{name} ({id}), {contributor}': '{name} ({id}), {contributor}',
  '{name} ({kind}): {state}': '{name} ({kind}): {state}',
  '{name} ({way}, {kind}): {state}': '{name} ({way}, {kind}): {state}',
  'workspace connection; comes first because it belongs to the open workspace':
    'Verbindung des Arbeitsbereichs; steht zuerst, weil sie zum geöffneten Arbeitsbereich gehört',
  'For {connection}: {hosts}': 'Für {connection}: {hosts}',
  'For connection 1. To choose another, press its number, up to {last}.':
    'Für Verbindung 1. Um eine andere zu wählen, drücken Sie ihre Nummer, bis {last}.',
  'Request {at} of {of}': 'Anfrage {at} von {of}',
  'answered in advance: once': 'im Voraus beantwortet: einmal erlauben',
  'answered in advance: always': 'im Voraus beantwortet: immer erlauben',
  'answered in advance: deny': 'im Voraus beantwortet: ablehnen',
  'Withdrawn: denied.': 'Zurückgezogen: abgelehnt.',
  'Three unknown keys: denied.': 'Drei unbekannte Tasten: abgelehnt.',
  'With Always allow, ask me before no request': 'Bei „Immer erlauben“ vor keiner Anfrage fragen',
  'With Always allow, ask me before each {methods}':
    'Bei „Immer erlauben“ vor jeder Anfrage mit {methods} fragen',
  'With Always allow, ask me before each {methods}; without asking: {requests}':
    'Bei „Immer erlauben“ vor jeder Anfrage mit {methods} fragen; ohne Rückfrage: {requests}',
  'any amount': 'beliebig viel',
  'any number': 'beliebig viele',
  'at most {amount}': 'höchstens {amount}',
  'Without asking: {request}': 'Ohne Rückfrage: {request}',
  'Asks: {request}': 'Fragt: {request}',
  'Next {count}': 'Nächste {count}',
  'Take away or give back': 'Wegnehmen oder zurückgeben',
  'Close the list': 'Liste schließen',
  'The list is closed.': 'Die Liste ist geschlossen.',
  'Confirmed.': 'Bestätigt.',
  'Canceled.': 'Abgebrochen.',
  'Three unknown keys: canceled.': 'Drei unbekannte Tasten: abgebrochen.',
  'Withdrawn: canceled.': 'Zurückgezogen: abgebrochen.',
  'Confirmed in advance.': 'Im Voraus bestätigt.',
  'Denied in advance.': 'Im Voraus abgelehnt.',
  'Open this page': 'Diese Seite öffnen',
  Answer: 'Antworten',
  'Declined.': 'Nicht beantwortet.',
  'Opening it.': 'Sie wird geöffnet.',
  'Sent.': 'Gesendet.',
  'Who asks, as it calls itself': 'Wer fragt, wie er sich selbst nennt',
  'For the extension': 'Für die Erweiterung',
  "Question, in the server's own words (not checked)":
    'Frage, in den Worten des Servers selbst (nicht geprüft)',
  'THIS LOOKS LIKE A QUESTION FOR A PASSWORD OR ANOTHER SECRET. Do not enter one.':
    'HIER WIRD ANSCHEINEND NACH EINEM PASSWORT ODER EINEM ANDEREN GEHEIMNIS GEFRAGT. Geben Sie keines ein.',
  'The server may pass your answer on to the extension.':
    'Der Server kann Ihre Antwort an die Erweiterung weitergeben.',
  'Type it; it is not shown.': 'Tippen Sie die Antwort ein; sie wird nicht gezeigt.',
  'Type it.': 'Tippen Sie die Antwort ein.',
  'Type a whole number.': 'Tippen Sie eine ganze Zahl ein.',
  'Type a number.': 'Tippen Sie eine Zahl ein.',
  'Type y or n.': 'Tippen Sie y (ja) oder n (nein) ein.',
  'Type one number.': 'Tippen Sie eine Nummer ein.',
  'Type numbers, with commas between them.': 'Tippen Sie Nummern ein, mit Kommas dazwischen.',
  'Enter alone leaves it out.': 'Die Eingabetaste allein lässt sie weg.',
  'Enter alone takes {value}.': 'Die Eingabetaste allein nimmt {value}.',
};

export const terminalPluralTexts = {
  'and {count} more arguments not shown': {
    one: 'und {count} weiteres Argument, nicht gezeigt',
    other: 'und {count} weitere Argumente, nicht gezeigt',
  },
} satisfies Plurals;
