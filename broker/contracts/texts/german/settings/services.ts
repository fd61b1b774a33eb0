import type { Texts } from '../../message.ts';
import type { ServicesMessage } from '../../messages/settings/services.ts';

export const servicesMessages: Pick<Texts['messages'], ServicesMessage> = {
  'Add a service from an address': 'Dienst anhand einer Adresse hinzufügen',
  'Enter the address of an OpenAPI document or of an MCP server. {app} asks you before it sends anything there.':
    'Geben Sie die Adresse eines OpenAPI-Dokuments oder eines MCP-Servers ein. {app} fragt Sie, bevor etwas dorthin gesendet wird.',
  'Waiting…': 'Warten…',
  'The document names several servers. Your secret would go to the one that you choose.':
    'Das Dokument nennt mehrere Server. Ihr Geheimnis würde an den gesendet, den Sie wählen.',
  'This service cannot be added. {why}': 'Dieser Dienst kann nicht hinzugefügt werden. {why}',
  'The service': 'Der Dienst',
  'Methods that extensions may ask for': 'Methoden, um die Erweiterungen bitten dürfen',
  'Check this first': 'Zuerst prüfen',
  'Add service': 'Dienst hinzufügen',
  'Test request': 'Testanfrage',
  '{name} was restored.': '{name} wurde wiederhergestellt.',
  'With it go {connections}, {secrets} and {grants}.':
    'Damit werden auch gelöscht: {connections}, {secrets} und {grants}.',
  'You can undo this for ten seconds.': 'Sie können dies zehn Sekunden lang rückgängig machen.',
  Remove: 'Entfernen',
  'From an address…': 'Anhand einer Adresse…',
  'No matching services. Extensions can add more, and so can you from an address.':
    'Keine passenden Dienste. Erweiterungen können weitere hinzufügen, und Sie selbst anhand einer Adresse.',
  'Added by you': 'Von Ihnen hinzugefügt',
  'Service added': 'Dienst hinzugefügt',
  'Service removed': 'Dienst entfernt',
  'Waiting for your confirmation: {app} asks you in its own window before reading an address.':
    'Warten auf Ihre Bestätigung: {app} fragt Sie im eigenen Fenster, bevor eine Adresse gelesen wird.',
  'Waiting for your confirmation: {app} asks you in its own window before adding a service.':
    'Warten auf Ihre Bestätigung: {app} fragt Sie im eigenen Fenster, bevor ein Dienst hinzugefügt wird.',
};
