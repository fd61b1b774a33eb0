const { defineExtension } = require('@valetkey/extension-api');

exports.extension = defineExtension({
  activate({ connections, host }) {
    host.handle('tracker.open', async () => {
      const tracker = connections.use(
        await connections.request({ provider: 'acme.tracker/tracker', wait: true }),
      );
      const issues = await (await tracker.fetch('/issues')).json();
      return issues.map(({ id, title }) => `#${id} ${title}`).join('\n');
    });
  },
});
