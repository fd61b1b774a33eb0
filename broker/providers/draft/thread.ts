import { parentPort, workerData } from 'node:worker_threads';
import { draftDescribed } from './draft-described.ts';

parentPort?.postMessage(draftDescribed(workerData));
