import { group } from './group.mjs';

/** Of D25: a connection of a workspace is used in that workspace alone. */
export const workspaceMutants = [
  ...group(
    'broker/resolve',
    ['broker/checks/threats/d-workspaces.test.ts'],
    [
      [
        'workspace-offered-elsewhere',
        'a connection of another workspace is offered to nobody',
        'resolve-connection.ts',
        'serves(registered, providerId) && powers.isHere(record)',
        'serves(registered, providerId)',
      ],
      [
        'workspace-handles-live-on',
        'handles end with the workspace of their connection',
        'change-workspace.ts',
        "ledger.endWhere(({ connectionId }) => !stays(connectionId), 'workspace-closed');",
        '',
      ],
      [
        'workspace-sign-ins-live-on',
        'sign-ins end with the workspace of their connection',
        'change-workspace.ts',
        'oauth.giveUpWhere((connectionId) => !stays(connectionId));',
        '',
      ],
      [
        'workspace-unknown-is-here',
        'a connection whose workspace is not known is nowhere',
        '../connections/open-workspace.ts',
        'its !== undefined && isSameWorkspace(its, open)',
        'its === undefined || isSameWorkspace(its, open)',
      ],
      [
        'workspace-by-name',
        'the name of a workspace decides nothing',
        '../connections/open-workspace.ts',
        'one?.id === other?.id',
        'one?.name === other?.name',
      ],
      [
        'workspace-moved-unasked',
        'a page moves no connection out of its workspace',
        '../settings/scope-methods.ts',
        "const widens = is.scope === 'workspace';",
        'const widens = false;',
      ],
      [
        'workspace-tested-elsewhere',
        'Settings tests no connection of another workspace',
        '../settings/reach.ts',
        'requireHere(resolved);',
        '',
      ],
      [
        'workspace-not-in-grant',
        'a grant is for the workspace that was shown',
        '../providers/authority.ts',
        '[workspace.kind, workspace.id]',
        '[]',
      ],
    ],
  ),
  ...group(
    'broker/settings',
    ['broker/cli/check-workspace.test.ts'],
    [
      [
        'fields-of-an-unknown-service-shown',
        'nothing is repeated that may be a secret of a service nobody knows',
        'judge-needs.ts',
        'meant, fields: {} };',
        'meant };',
      ],
      [
        'needs-hold-secrets',
        'a secret in the file of a workspace is refused and not repeated',
        'judge-needs.ts',
        "({ type }) => type !== 'secret'",
        '() => true',
      ],
      [
        'needs-met-elsewhere',
        'a connection of another workspace meets no need of this one',
        '../cli/check-workspace.ts',
        'isHere(record, workspace)',
        'isHere(record, record.workspace)',
      ],
      [
        'needs-unescaped',
        'the words of the file move no cursor',
        '../cli/check-workspace.ts',
        'printable(reason, 1_000)',
        'reason',
      ],
    ],
  ),
];
