import { readFileSync } from 'node:fs';
import { namedFiles } from './named-files.mjs';

/**
 * @typedef {{
 *   readonly number: string, readonly title: string, readonly text: string,
 *   readonly keptBy: readonly string[], readonly testedBy: string, readonly tests: readonly string[],
 * }} Promised
 */

const document = new URL('../../THREAT-MODEL.md', import.meta.url);

/** @returns {readonly Promised[]} each promise of THREAT-MODEL.md, with the files that keep it and those that test it */
export const readPromises = (text = readFileSync(document, 'utf8')) =>
  text
    .split(/^(?=##)/m)
    .filter((part) => part.startsWith('### '))
    .map((part) => {
      const [, number = '', title = ''] = /^### (\S+)\. (.+)/.exec(part) ?? [];
      const [, keptBy = '', testedBy = ''] =
        /\n- Kept by (.+?)\n- Tested by (.+)$/s.exec(part.trimEnd()) ?? [];
      return { number, title, text: part, keptBy: pathsIn(keptBy), testedBy, tests: pathsIn(testedBy) };
    });

/** @param {string} text */
const pathsIn = (text) => [...new Set(namedFiles(text).flatMap(({ paths }) => paths))];
