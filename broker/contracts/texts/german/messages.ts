import { consentMessages } from './consent.ts';
import { fieldsMessages } from './fields.ts';
import { protectionMessages } from './protection.ts';
import { questionsMessages } from './questions.ts';
import { accessMessages } from './settings/access.ts';
import { activityMessages } from './settings/activity.ts';
import { connectionsMessages } from './settings/connections.ts';
import { errorsMessages } from './settings/errors.ts';
import { pageMessages } from './settings/page.ts';
import { servicesMessages } from './settings/services.ts';
import { sharedMessages } from './shared.ts';
import { terminalMessages } from './terminal.ts';
import { windowsMessages } from './windows.ts';

export const germanMessages = {
  ...consentMessages,
  ...fieldsMessages,
  ...protectionMessages,
  ...questionsMessages,
  ...accessMessages,
  ...activityMessages,
  ...connectionsMessages,
  ...errorsMessages,
  ...pageMessages,
  ...servicesMessages,
  ...sharedMessages,
  ...terminalMessages,
  ...windowsMessages,
};
