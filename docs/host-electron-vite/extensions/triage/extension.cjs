const { defineExtension } = require('@valetkey/extension-api');

exports.extension = defineExtension({
  activate({ connections, host }) {
    host.handle('triage.take', async () => {
      const tracker = connections.use(
        await connections.request({ provider: 'acme.tracker/tracker', wait: true }),
      );
      const answer = await tracker.fetch('/issues/oldest/assignee', { method: 'POST' });
      return answer.ok ? 'It is yours.' : `The tracker answered ${answer.status}.`;
    });
  },
});
