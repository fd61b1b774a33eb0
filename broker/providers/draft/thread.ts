import { parentPort, workerData } from 'node:worker_threads';
import { draftDescribed } from './draft-described.ts';

// As text: its length can be judged before main reads it.
parentPort?.postMessage(JSON.stringify(draftDescribed(workerData)));
