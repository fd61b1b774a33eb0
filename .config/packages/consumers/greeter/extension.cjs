const { defineExtension } = require('@valetkey/extension-api');

exports.extension = defineExtension({
  async activate({ connections, log }) {
    const handle = await connections.request({
      provider: 'acme.greeter/greetings',
      reason: 'Reads a greeting.',
    });
    const response = await connections.use(handle).fetch('/greeting');
    log.info(`${response.status} ${await response.text()}`);
  },
});
