import { generateKeyPairSync, randomBytes, randomInt, sign } from 'node:crypto';
import { encodedForms } from '../../secrets/redaction/encoded-forms.ts';
import { makeFormFinder } from '../../secrets/redaction/find-forms.ts';
import { keepBackFor } from '../../secrets/redaction/keep-back.ts';
import { chooseMarker } from '../../secrets/redaction/redaction-marker.ts';
import { type ByteScrubber, makeScrubStream } from '../../secrets/redaction/scrub-stream.ts';
import { makeScrubber } from '../../secrets/redaction/scrubber.ts';
import { type Measure, measure, median } from './measure.ts';

const chunkBytes = 64 * 1024;
const million = 1e6;

/** An answer like many: a list of records as JSON, with ids, addresses, dates and prose. */
const jsonBody = (bytes: number): Buffer => {
  const records: string[] = [];
  for (let length = 0; length < bytes; ) {
    const text = JSON.stringify({
      id: records.length,
      node_id: randomBytes(12).toString('base64'),
      html_url: `https://api.example.com/repos/acme/thing/${records.length}`,
      sha: randomBytes(20).toString('hex'),
      created_at: new Date(1.7e12 + records.length * 1e6).toISOString(),
      body: 'When the request is answered, the list holds each change with its author and what they wrote. ',
      labels: ['bug', 'good first issue'],
    });
    records.push(text);
    length += text.length + 1;
  }
  return Buffer.from(`[${records.join(',')}]`).subarray(0, bytes);
};

/** Words in no order: a processor learns a line that comes again and again, and is faster in it. */
const prose = (bytes: number): Buffer => {
  const words =
    'When the request is answered, the list holds each change with its author, {"who": "wrote it"} and what they\nwrote. ' +
    'Extensions use a connection; they never see the token. "Allow once" ends with the session: nobody is asked again.';
  const all = words.split(' ');
  const said: string[] = [];
  for (let length = 0; length < bytes; length += (said.at(-1)?.length ?? 0) + 1)
    said.push(all[randomInt(all.length)] as string);
  return Buffer.from(said.join(' ')).subarray(0, bytes);
};

/** Milliseconds of processor time, each the median of several rounds in which they take turns. */
const timesOf = (...works: readonly (() => void)[]): number[] => {
  const took = works.map((): number[] => []);
  for (let round = 0; round < 15; round += 1) {
    for (const [index, work] of works.entries()) {
      const before = process.cpuUsage();
      work();
      const { user, system } = process.cpuUsage(before);
      // The first ones are for the compiler.
      if (round >= 4) took[index]?.push((user + system) / 1_000);
    }
  }
  return took.map(median);
};

/** Bytes per second of processor time of each scan over the body. */
const rates = (body: Uint8Array, ...scans: readonly ((body: Uint8Array) => void)[]): number[] =>
  timesOf(...scans.map((scan) => () => scan(body))).map((ms) => body.length / (ms / 1000));

const scrubWith = (forms: readonly Uint8Array[]): ((body: Uint8Array) => void) => {
  const finder = makeFormFinder(forms);
  const marker = chooseMarker(forms);
  const keepBack = keepBackFor(forms);
  return scrubThrough(() => makeScrubStream(finder, marker, keepBack));
};

const scrubThrough =
  (begin: () => ByteScrubber) =>
  (body: Uint8Array): void => {
    const stream = begin();
    for (let at = 0; at < body.length; at += chunkBytes) stream.push(body.subarray(at, at + chunkBytes));
    stream.end();
    if (stream.hits > 0) throw new Error('the body holds a form by chance');
  };

/** Baseline: what one would write first, `indexOf` once for each form. */
const indexOfEach =
  (forms: readonly Uint8Array[]) =>
  (body: Uint8Array): void => {
    const buffer = Buffer.from(body.buffer, body.byteOffset, body.length);
    for (const form of forms)
      if (buffer.includes(Buffer.from(form))) throw new Error('the body holds a form by chance');
  };

const formsOf = (count: number, secretBytes: number): Uint8Array[] => {
  const forms: Uint8Array[] = [];
  while (forms.length < count) {
    const secret = randomBytes(secretBytes).toString('base64url').slice(0, secretBytes);
    forms.push(...encodedForms(secret));
  }
  return forms.slice(0, count);
};

export const measureRedaction = (): Measure[] => {
  const body = jsonBody(8 * million);
  const rateOf = (name: string, forms: readonly Uint8Array[], atLeastMBs: number): Measure => {
    const [ours = 0, theirs = 0] = rates(body, scrubWith(forms), indexOfEach(forms));
    return measure(
      name,
      {
        value: ours / million,
        unit: 'MB/s',
        baseline: `Buffer.includes for each form, ${Math.round(theirs / million)} MB/s`,
        ratio: ours / theirs,
      },
      { atLeast: atLeastMBs },
      ours / million,
      'MB/s',
    );
  };
  const secret = randomBytes(18).toString('base64url');
  const all = encodedForms(secret);
  const forms20 = all.slice(0, 20);
  const shortest = Buffer.from(randomBytes(4).toString('hex'));
  const { privateKey: key } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = String(key.export({ format: 'pem', type: 'pkcs8' }));
  return [
    rateOf('redaction, 20 forms of a 24-character secret', forms20, 1_500),
    rateOf(`redaction, all ${all.length} forms of a 24-character secret`, all, 1_500),
    rateOf('redaction, 200 forms', formsOf(200, 24), 1_000),
    rateOf('redaction, 20 forms, the shortest of 8 bytes', [...forms20.slice(1), shortest], 600),
    privateKey(pem, body),
    preparing(pem),
    ...wholeScrubber(secret, body),
    linear('redaction, 8 MB at once', body, forms20),
    linear('redaction, 8 MB that nearly hold the secret', nearly(secret, body.length), forms20),
  ];
};

/**
 * All that happens to a body: forms are searched for, and what may be encoded is decoded. Baseline: the same forms
 * alone, in the same body. The rounds alternate, so that a busy machine slows both.
 */
const wholeScrubber = (secret: string, records: Buffer): Measure[] => {
  const text = prose(8 * million);
  const escaped = Buffer.alloc(million, encodeURIComponent('https://example.com/a?b=c, and ~d/e '));
  const bodies: readonly [string, Buffer, number][] = [
    ['prose', text, 1_500],
    ['records with hashes and ids', records, 400],
    ['a body that is all base64', Buffer.from(randomBytes(3 * million).toString('base64')), 300],
    ['base64 of text', Buffer.from(text.subarray(0, 3 * million).toString('base64')), 100],
    ['hex', Buffer.from(randomBytes(million).toString('hex')), 50],
    ['percent-encoded text', escaped, 60],
  ];
  const scrubber = makeScrubber([secret]);
  const forms = encodedForms(secret);
  return bodies.map(([name, body, atLeast]) => {
    const [ours = 0, theirs = 0] = rates(body, scrubThrough(scrubber.stream), scrubWith(forms));
    const baseline = `its forms alone, ${Math.round(theirs / million)} MB/s`;
    const found = { value: ours / million, unit: 'MB/s', baseline, ratio: ours / theirs };
    return measure(`redaction, whole scrubber, ${name}`, found, { atLeast }, ours / million, 'MB/s');
  });
};

/** Whose bytes are looked for in every layout. Baseline: its text alone, in the forms that any secret has. */
const privateKey = (pem: string, body: Uint8Array): Measure => {
  const [ours = 0, theirs = 0] = rates(
    body,
    scrubThrough(makeScrubber([pem]).stream),
    scrubWith(encodedForms(pem)),
  );
  const baseline = `the forms of its text alone, ${Math.round(theirs / million)} MB/s`;
  const found = { value: ours / million, unit: 'MB/s', baseline, ratio: ours / theirs };
  return measure('redaction, an RSA key in PEM', found, { atLeast: 250 }, ours / million, 'MB/s');
};

/** Happens in main, once for each version of a secret. Baseline: a signature with that key, as each token of an App takes. */
const preparing = (pem: string): Measure => {
  const [ours = 0, theirs = 0] = timesOf(
    () => makeScrubber([pem]),
    () => sign('sha256', Buffer.from(pem), pem),
  );
  const found = {
    value: ours,
    unit: 'ms',
    baseline: `signing once with it, ${theirs.toFixed(1)} ms`,
    ratio: ours / theirs,
  };
  return measure('redaction, preparing for an RSA key in PEM', found, { atMost: 25 }, ours, 'ms');
};

/** Per byte, eight times as much must cost the same. Baseline: the same bytes as eight bodies of a megabyte. */
const linear = (name: string, body: Uint8Array, forms: readonly Uint8Array[]): Measure => {
  const scrub = scrubWith(forms);
  const eighth = body.length / 8;
  const [whole = 0, parts = 0] = rates(body, scrub, () => {
    for (let at = 0; at < body.length; at += eighth) scrub(body.subarray(at, at + eighth));
  });
  const baseline = `eight bodies of 1 MB, ${Math.round(parts / million)} MB/s`;
  const found = { value: whole / million, unit: 'MB/s', baseline, ratio: whole / parts };
  return measure(name, found, { atLeast: 0.8 });
};

/** The worst that a server can send: the secret without its last character, again and again. */
const nearly = (secret: string, bytes: number): Buffer => Buffer.alloc(bytes, `${secret.slice(0, -1)}.`);
