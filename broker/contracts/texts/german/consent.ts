import type { Plurals } from '../plurals.ts';

/** What the consent window says. */
export const consentMessages = {
  'Press Enter or Space on the button': 'Drücken Sie auf der Schaltfläche die Eingabe- oder Leertaste',
  'The question': 'Die Frage',
  'Read first': 'Erst lesen',
  Cancel: 'Abbrechen',
  Deny: 'Ablehnen',
  'Deny the rest ({count})': 'Die übrigen ablehnen ({count})',
  'Allow once': 'Einmal erlauben',
  'Always allow': 'Immer erlauben',
  'Allow this request': 'Diese Anfrage erlauben',
  'Allow this call': 'Diesen Aufruf erlauben',
  'An extension asks to send a request': 'Eine Erweiterung möchte eine Anfrage senden',
  'An extension asks to call an MCP tool': 'Eine Erweiterung möchte ein MCP-Tool aufrufen',
  'Settings asks for a change': 'Die Einstellungen möchten etwas ändern',
  '{extension} wants to use {connection} {purpose}': '{extension} möchte {connection} benutzen, {purpose}',
  '{extension} wants to use {connection} {purpose} of a program on this computer':
    '{extension} möchte {connection} über ein Programm auf diesem Computer benutzen, {purpose}',
  '{extension} wants to use {connection} {purpose} at {host}':
    '{extension} möchte {connection} bei {host} benutzen, {purpose}',
  '{extension} wants to use {connection} {purpose} at {host} and {others}':
    '{extension} möchte {connection} bei {host} und {others} benutzen, {purpose}',
  'to call tools': 'um Tools aufzurufen',
  'to connect': 'um sich zu verbinden',
  'to read': 'um zu lesen',
  'to read and change data': 'um Daten zu lesen und zu ändern',
  'to read and call tools': 'um zu lesen und Tools aufzurufen',
  'to read and change data and call tools': 'um Daten zu lesen und zu ändern und Tools aufzurufen',
  '{id} by {publisher}, version {version}': '{id} von {publisher}, Version {version}',
  'You have allowed a request from this version before.':
    'Sie haben dieser Version schon einmal eine Anfrage erlaubt.',
  'Service: {service}, {contributor}': 'Dienst: {service}, {contributor}',
  '“{text}”': '„{text}“',
  Connection: 'Verbindung',
  'Search connections': 'Verbindungen suchen',
  'Workspace connections come first because they belong to the open workspace.':
    'Verbindungen des Arbeitsbereichs stehen zuerst, weil sie zum geöffneten Arbeitsbereich gehören.',
  '{count} more. Search to see them.': '{count} weitere. Suchen Sie danach, um sie zu sehen.',
  '{count} more, in Settings': '{count} weitere, in den Einstellungen',
  'It cannot be used yet.': 'Sie lässt sich noch nicht benutzen.',
  'It cannot be used yet. {next}': 'Sie lässt sich noch nicht benutzen. {next}',
  'Cannot be used now ({count})': 'Derzeit nicht benutzbar ({count})',
  'Connections that cannot be used now': 'Verbindungen, die derzeit nicht benutzbar sind',
  'for {hosts}': 'für {hosts}',
  'last used {ago}': 'zuletzt benutzt {ago}',
  'Tool to call': 'Aufzurufendes Tool',
  "These are the server's own words. Nobody has checked them.":
    'Das sind die Worte des Servers selbst. Niemand hat sie geprüft.',
  With: 'Mit',
  'no arguments': 'keine Argumente',
  'Callbacks (clear to refuse)': 'Rückrufe des Servers (zum Verweigern abwählen)',
  'MCP tools it may call, and when to ask you under Always allow':
    'MCP-Tools, die sie aufrufen darf, und wann Sie bei „Immer erlauben“ gefragt werden',
  What: 'Was',
  Then: 'Vorher',
  Now: 'Jetzt',
  'MCP tools that changed': 'Geänderte MCP-Tools',
  "The place is the same. The extension itself, or the MCP server's tools, changed.":
    'Das Ziel ist dasselbe. Geändert haben sich die Erweiterung selbst oder die Tools des MCP-Servers.',
  'The place is the same. The extension itself changed.':
    'Das Ziel ist dasselbe. Geändert hat sich die Erweiterung selbst.',
  '{service}, version {version}': '{service}, Version {version}',
  'Extension version': 'Version der Erweiterung',
  'Extension content': 'Inhalt der Erweiterung',
  'MCP tool': 'MCP-Tool',
  'was not there': 'war nicht vorhanden',
  'is gone': 'ist nicht mehr da',
  '{tool}: title': '{tool}: Titel',
  '{tool}: description': '{tool}: Beschreibung',
  '{tool}: effect': '{tool}: Wirkung',
  '{tool}: definition': '{tool}: Definition',
  'differs beyond the stored part': 'unterscheidet sich jenseits des gespeicherten Teils',
  "This server's tools are not known yet. Its first list counts as allowed. If the list changes later, you are asked again.":
    'Die Tools dieses Servers sind noch nicht bekannt. Seine erste Liste gilt als erlaubt. Ändert sich die Liste später, werden Sie wieder gefragt.',
  "Names, descriptions and what a tool does are the server's own words. Nobody has checked them.":
    'Namen, Beschreibungen und Angaben dazu, was ein Tool tut, sind die Worte des Servers selbst. Niemand hat sie geprüft.',
  'Ask before each call of {tool}': 'Vor jedem Aufruf von {tool} fragen',
  'Ask before calls': 'Vor Aufrufen fragen',
  'of every tool': 'jedes Tools',
  'of tools that may change or delete': 'von Tools, die ändern oder löschen können',
  'of no tool': 'keines Tools',
  '{date}, as now': '{date}, wie jetzt',
  '{part} (clear to refuse)': '{part} (zum Verweigern abwählen)',
  'An MCP server asks you a question': 'Ein MCP-Server stellt Ihnen eine Frage',
  Decline: 'Nicht beantworten',
  'Open in browser': 'Im Browser öffnen',
  'Send answer': 'Antwort senden',
  'This is how the MCP server of “{connection}” calls itself.':
    'So nennt sich der MCP-Server von „{connection}“.',
  'For the extension {extension} ({id} by {publisher})':
    'Für die Erweiterung {extension} ({id} von {publisher})',
  "Question, in the server's own words": 'Frage, in den Worten des Servers selbst',
  'Nobody has checked this. The server may pass your answer on to the extension.':
    'Niemand hat das geprüft. Der Server kann Ihre Antwort an die Erweiterung weitergeben.',
  'This looks like a question for a password or another secret.':
    'Hier wird anscheinend nach einem Passwort oder einem anderen Geheimnis gefragt.',
  'Do not enter one: a server that needs it should open its own page.':
    'Geben Sie keines ein: Ein Server, der es braucht, soll seine eigene Seite öffnen.',
  'Page that would open in your browser': 'Seite, die in Ihrem Browser geöffnet würde',
  'Your answer would be sent to': 'Ihre Antwort würde gesendet an',
  '(required)': '(erforderlich)',
  No: 'Nein',
  Yes: 'Ja',
  'Choose…': 'Auswählen…',
  Results: 'Ergebnisse',
  'No matches.': 'Keine Treffer.',
  '{label} (press / to come here)': '{label} (mit / hierher)',
  'just now': 'gerade eben',
};

export const consentPluralTexts = {
  '{count} more hosts': { one: '{count} weiteren Host', other: '{count} weiteren Hosts' },
  '{at} of {count} requests': { one: '{at} von {count} Anfrage', other: '{at} von {count} Anfragen' },
  'And {count} more arguments not shown.': {
    one: 'Und {count} weiteres Argument, nicht gezeigt.',
    other: 'Und {count} weitere Argumente, nicht gezeigt.',
  },
  'Search {count} connections': {
    one: '{count} Verbindung durchsuchen',
    other: '{count} Verbindungen durchsuchen',
  },
} satisfies Plurals;
