import { ValetkeyError } from '@valetkey/extension-api';
import { type Attack, nothing, provider, type Way } from '../attack.ts';

const times = 20;

/**
 * Asks so often that somebody clicks "Allow" to have peace. Only the harness can count the prompts; what can be told
 * from here is how the requests ended.
 */
export const promptFlood: Attack = {
  name: 'prompt-flood',
  ways: ({ connections, keep }) =>
    new Map<string, Way>([
      [
        `${times} at once`,
        async () => {
          const asked = await Promise.allSettled(
            Array.from({ length: times }, (_, index) =>
              connections.request({
                provider,
                reason: `Please allow this, for the ${index + 1}th time.`,
                access: { methods: ['POST'], paths: [`/public/flood-${index + 1}`] },
              }),
            ),
          );
          const ends = asked.map((end) => (end.status === 'fulfilled' ? 'granted' : codeOf(end.reason)));
          keep(ends);
          const counts = new Map<string, number>();
          for (const end of ends) counts.set(end, (counts.get(end) ?? 0) + 1);
          return nothing([...counts].map(([end, count]) => `${count} ${end}`).join(' '));
        },
      ],
    ]),
};

const codeOf = (error: unknown): string => (error instanceof ValetkeyError ? error.code : String(error));
